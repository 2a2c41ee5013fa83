import Arguments
import Builds

extension ContinuousWindow {
  static let options = [
    Option(
      "--continuous", valueName: "s",
      help: "Give scores while the sound continues, over a window of this length."),
    Option(
      "--hop", valueName: "s",
      help: "Seconds from one score to the next; with --continuous. One feature row if not given."),
  ]

  /// nil where the model is to score whole clips.
  init?(_ arguments: ParsedArguments) throws {
    guard let seconds = try arguments.number("--continuous", in: 0.001...3_600) else {
      guard !arguments.isGiven("--hop") else { throw UsageError("--hop: goes with --continuous") }
      return nil
    }
    self.init(
      seconds: seconds, hopSeconds: try arguments.number("--hop", in: 0.001...3_600))
  }
}
