import Arguments
import Builds
import Compiler

extension Gate {
  /// Of `size` and `check`.
  static let options: [Option] =
    [
      Option(
        "--target", valueName: "name",
        help: "A device: \(DeviceTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
    ]
    + Quantity.allCases.filter { !$0.needsData }.map { quantity in
      Option(quantity.option, valueName: quantity.isBytes ? "bytes" : "count", help: help(quantity))
    }

  private static func help(_ quantity: Quantity) -> String {
    switch quantity {
    case .file: "Budget for the whole file, as 128KiB."
    case .arena: "Budget for the arena, as 48KiB."
    case .flash: "Budget for model and library together; with --target."
    case .ram: "Budget for arena, executor and stack together; with --target."
    case .stack: "Budget for the stack; with --target."
    case .macs: "Budget for the MACs of a second of audio."
    case .instructions: "Budget for the instructions of a second of audio; with --target."
    case .worstPush: "Budget for the instructions of the worst push; with --target."
    case .accuracy: "The least accuracy."
    case .dropped: "The most clips that may be dropped."
    }
  }

  /// The limits of a command line.
  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.init()
    for quantity in Quantity.allCases where !quantity.needsData {
      let limit =
        quantity.isBytes
        ? try arguments.byteSize(quantity.option)
        : try arguments.integer(quantity.option, in: 0...Int.max)
      if let limit { limits[quantity] = Limit(value: Double(limit)) }
    }
    guard arguments.string("--target") == nil else { return }
    for quantity in Quantity.allCases where quantity.needsTarget && limits[quantity] != nil {
      throw UsageError("\(quantity.option): name the device with --target")
    }
  }
}

extension Quantity {
  /// The option of `size` and `check` that limits it.
  fileprivate var option: String {
    switch self {
    case .arena: "--max-ram"
    case .ram: "--max-device-ram"
    case .worstPush: "--max-worst-push"
    case .accuracy: "--min-accuracy"
    case .dropped: "--allow-dropped"
    default: "--max-\(rawValue)"
    }
  }
}

extension ParsedArguments {
  var target: DeviceTarget? {
    get throws { try choice("--target", of: DeviceTarget.self) }
  }
}
