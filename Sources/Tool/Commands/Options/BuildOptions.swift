import Arguments
import Builds
import Compiler
import ModelFormat

/// Options of commands that write compiled models.
extension Budget {
  static let options =
    [
      Option(
        "--weights", valueName: "balanced|smallest|dense|packed|bitmap|entropy|sparse",
        help:
          "How weights are stored: balanced encodes what decoding is worth, smallest everything "
          + "that makes the file smaller; both leave zeros out where a kernel that skips them is "
          + "faster. packed, bitmap, entropy and sparse are balanced with this encoding alone.",
        default: "balanced"),
      Option("--max-file", valueName: "bytes", help: "The largest file, as in 128KiB."),
      Option("--max-ram", valueName: "bytes", help: "The largest arena, as in 64KiB."),
      Option(
        "--max-macs", valueName: "count", help: "The most multiplications for a second of audio."),
      Option(
        "--max-load", valueName: "percent",
        help: "The most that live audio may take of the core, as 50%; with --target and --clock."),
      Option(
        "--target", valueName: "name",
        help: "The device whose instructions decide how weights are stored, and of --max-load: "
          + "\(DeviceTarget.allCases.map(\.rawValue).joined(separator: ", ")).",
        default: DeviceTarget.cortexM4.rawValue),
    ] + CoreClock.options + [
      Option(
        "--slowdown", valueName: "percent",
        help: "Instructions that decoding may add as long as more RAM helps; without --max-ram.",
        default: "17"),
      Option(
        "--spread", valueName: "s",
        help: "Spread bursts of work over the next rows. Scores come at most this much later."),
    ]

  private enum Weights: String, CaseIterable {
    case balanced, smallest, dense, packed, bitmap, entropy, sparse

    var encodings: [WeightEncoding] {
      switch self {
      case .balanced, .smallest: StorageGoals.all.encodings
      case .dense: []
      case .packed: [.packed]
      case .bitmap: [.bitmap]
      case .entropy: [.entropy]
      case .sparse: [.sparse]
      }
    }
  }

  init(_ arguments: ParsedArguments) throws {
    let weights = try arguments.choice("--weights", of: Weights.self) ?? .balanced
    self.init(
      goals: StorageGoals(
        encodings: weights.encodings, aim: weights == .smallest ? .smallest : .balanced,
        maxFileBytes: try arguments.byteSize("--max-file"),
        maxArenaBytes: try arguments.byteSize("--max-ram"),
        slowdown: (try arguments.number("--slowdown", in: 0...10_000) ?? 17) / 100,
        target: try arguments.target ?? .cortexM4),
      maxMACs: try arguments.integer("--max-macs", in: 1...Int.max),
      maxLoad: try LoadLimit(arguments))
  }
}

extension LoadLimit {
  /// nil where none is given.
  fileprivate init?(_ arguments: ParsedArguments) throws {
    let clock = try arguments.clock
    guard let percent = try arguments.percent("--max-load", in: 0...100) else {
      try arguments.refuse(["--clock"], "goes with --max-load")
      return nil
    }
    guard let target = try arguments.target, let clock else {
      throw UsageError("--max-load: name the device with --target, and its --clock")
    }
    self.init(percent: percent, target: target, clock: clock)
  }
}

extension BuildForm {
  static let flags = [
    Flag("--unfused", help: "Keep every tensor: do not fuse pools into convolutions."),
    Flag("--unsimplified", help: "Keep the channels that add nothing."),
  ]

  init(_ arguments: ParsedArguments) throws {
    self.init()
    isFused = !arguments.flag("--unfused")
    isSimplified = !arguments.flag("--unsimplified")
    spreadSeconds = try arguments.number("--spread", in: 0.001...60)
  }
}

extension ContinuousWindow {
  static let options = [
    Option(
      "--continuous", valueName: "s",
      help: "Give scores while the sound continues, over a window of this length (in rows, if "
        + "the input has no rate)."),
    Option(
      "--hop", valueName: "s",
      help: "Seconds from one score to the next; with --continuous. By default one feature row."),
  ]

  /// nil where the model is to score whole clips.
  init?(_ arguments: ParsedArguments) throws {
    guard let seconds = try arguments.number("--continuous", in: 0.001...3_600) else {
      try arguments.refuse(["--hop"], "goes with --continuous")
      return nil
    }
    self.init(seconds: seconds, hopSeconds: try arguments.number("--hop", in: 0.001...3_600))
  }
}
