/// What a budget may limit, by its name in budgets and in messages.
public enum Quantity: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case file, arena, flash, ram, stack, macs, instructions
  case worstPush = "worst_push"
  case accuracy

  public var isBytes: Bool { [.file, .arena, .flash, .ram, .stack].contains(self) }

  /// Whether it is known for a device alone.
  public var needsTarget: Bool { ![.file, .arena, .macs, .accuracy].contains(self) }

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
    case .worstPush: "\(value) instructions in the worst push"
    case .accuracy: "accuracy is \(value)"
    }
  }
}
