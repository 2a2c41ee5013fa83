/// What a budget may limit, by its name in budgets and in messages.
public enum Quantity: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case file, arena, flash, ram, stack, macs, instructions, load
  case worstPush = "worst_push"
  case accuracy, dropped

  public var isBytes: Bool {
    switch self {
    case .file, .arena, .flash, .ram, .stack: true
    case .macs, .instructions, .load, .worstPush, .accuracy, .dropped: false
    }
  }

  /// Whether it is known of a data set alone.
  public var needsData: Bool { self == .accuracy || self == .dropped }

  /// Whether it is known for a device alone.
  public var needsTarget: Bool {
    switch self {
    case .flash, .ram, .stack, .instructions, .load, .worstPush: true
    case .file, .arena, .macs, .accuracy, .dropped: false
    }
  }

  /// Whether it is known at a clock alone.
  public var needsClock: Bool { self == .load }

  /// What a model takes of it, in words.
  public func sentence(_ value: String) -> String {
    switch self {
    case .file: "the file has \(value) bytes"
    case .arena: "the arena has \(value) bytes"
    case .flash: "model and library have \(value) bytes"
    case .ram: "arena, executor and stack have \(value) bytes"
    case .stack: "the stack has \(value) bytes"
    case .macs: "\(value) MACs"
    case .instructions: "\(value) instructions"
    case .load: "live audio takes \(value) of the core"
    case .worstPush: "\(value) instructions in the worst push"
    case .accuracy: "accuracy is \(value)"
    case .dropped: "\(value) clip\(value == "1" ? " is" : "s are") dropped"
    }
  }
}
