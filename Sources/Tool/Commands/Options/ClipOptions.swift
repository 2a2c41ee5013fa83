import Arguments
import Builds

/// The options that say which clips models are scored on.
enum ClipOptions {
  static let recipe = Option(
    "--recipe", valueName: "file", help: "The recipe that the model was trained with.")
  static let fold = Option("--fold", valueName: "number", help: "Only the test clips of this fold.")
}

extension TestClips {
  /// The clips that a command line asks for, at a model's rate.
  init(for model: LabelledModel, _ arguments: ParsedArguments, watcher: WorkWatcher) throws {
    try self.init(
      for: model, data: arguments.string("--data") ?? "", recipe: arguments.string("--recipe"),
      fold: try arguments.integer("--fold", in: 1...Int.max), watcher: watcher)
  }

  /// Which clips are not scored, in a line of no more than some names; nil where all are.
  var leftOutText: String? {
    guard !leftOut.isEmpty else { return nil }
    let names = leftOut.prefix(5).joined(separator: ", ") + (leftOut.count > 5 ? ", …" : "")
    return leftOut.count == 1
      ? "1 clip cannot be read and is left out: \(names)"
      : "\(leftOut.count) clips cannot be read and are left out: \(names)"
  }
}
