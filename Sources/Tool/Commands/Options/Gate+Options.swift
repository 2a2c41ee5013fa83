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
    ] + CoreClock.options
    + Quantity.allCases.filter { !$0.needsData }.map { quantity in
      Option(quantity.option, valueName: quantity.valueName, help: help(quantity))
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
    case .load: "Budget for what live audio takes of the core, as 50%; with --clock."
    case .worstPush: "Budget for the instructions of the worst push; with --target."
    case .accuracy: "The least accuracy."
    case .dropped: "The most clips that may be dropped."
    }
  }

  /// The limits of a command line.
  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.init()
    for quantity in Quantity.allCases where !quantity.needsData {
      let limit: Double? =
        switch quantity {
        case .load: try arguments.percent(quantity.option, in: 0...100)
        case _ where quantity.isBytes: try arguments.byteSize(quantity.option).map(Double.init)
        default: try arguments.integer(quantity.option, in: 0...Int.max).map(Double.init)
        }
      if let limit { limits[quantity] = Limit(value: limit) }
    }
    guard arguments.string("--target") == nil else { return }
    for quantity in Quantity.allCases where quantity.needsTarget && limits[quantity] != nil {
      throw UsageError("\(quantity.option): name the device with --target")
    }
  }
}

extension Quantity {
  fileprivate var valueName: String {
    self == .load ? "percent" : isBytes ? "bytes" : "count"
  }

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

extension CoreClock {
  /// What goes with a device.
  static let options = [
    Option(
      "--clock", valueName: "frequency",
      help: "The core's clock, as 160MHz: how much of it live audio takes; with --target."),
    Option(
      "--cycles", valueName: "count",
      help: "Cycles that an instruction takes on average, with waits for flash; with --clock.",
      default: "1"),
  ]
}

extension ParsedArguments {
  /// nil where none is given.
  var clock: CoreClock? {
    get throws {
      guard let hertz = try frequency("--clock") else {
        try refuse(["--cycles", "--max-load"], "needs --clock")
        return nil
      }
      guard string("--target") != nil else {
        throw UsageError("--clock: name the device with --target")
      }
      return CoreClock(
        hertz: hertz, cyclesPerInstruction: try number("--cycles", in: 0.1...100) ?? 1)
    }
  }

  var target: DeviceTarget? {
    get throws { try choice("--target", of: DeviceTarget.self) }
  }
}
