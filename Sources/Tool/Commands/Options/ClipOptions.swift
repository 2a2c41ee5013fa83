import Arguments
import Builds
import Recipes

/// The options that say which clips models are scored on.
enum ClipOptions {
  static let recipe = Option(
    "--recipe", valueName: "file", help: "The recipe that the model was trained with.",
    use: .reads)
  static let fold = Option(
    "--fold", valueName: "name", help: "Only the test clips of this fold, by its name in the data.")
  static let holdOut = holdOut("Only the clips of these subjects.")

  static func holdOut(_ help: String) -> Option {
    Option("--hold-out", valueName: "subject,…", help: help)
  }
}

extension ParsedArguments {
  /// The subjects of `--hold-out`, in place of a fold of the given option.
  func heldOut(insteadOf fold: String = "--fold") throws -> [String]? {
    let subjects = try list("--hold-out")
    if subjects != nil { try refuse([fold], "a fold and --hold-out exclude each other") }
    return subjects
  }

  /// What `--fold` or `--hold-out` asks for.
  var testedPart: TestedPart? {
    get throws { try heldOut().map { .subjects($0) } ?? string("--fold").map { .fold($0) } }
  }
}

extension Recipe {
  /// Divides the clips as `--hold-out` asks.
  mutating func holdOut(_ subjects: [String]?) {
    if let subjects { folds.kind = .holdOut(subjects: subjects) }
  }
}

extension TestClips {
  /// The clips that a command line asks for, at a model's rate.
  init(for model: LabelledModel, _ arguments: ParsedArguments, watcher: WorkWatcher) throws {
    try self.init(
      for: model, data: arguments.string("--data") ?? "", recipe: arguments.string("--recipe"),
      testing: try arguments.testedPart, watcher: watcher)
  }
}
