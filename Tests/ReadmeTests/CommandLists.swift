/// Commands of READMEs that these tests do not run as they stand.
enum CommandLists {
  struct Entry {
    /// How the commands begin.
    let start: String
    let text: String
  }

  /// Commands that are not run, with the reason.
  static let unrun = [
    Entry(start: "Tools/build", text: "the tool was built with these tests"),
    Entry(start: "Tools/demo", text: "is a stage of Tools/test"),
    Entry(start: "Tools/test", text: "runs these tests"),
    Entry(start: "pip install", text: "is part of the stage oracles of Tools/test"),
  ]

  /// Options that make commands quick.
  static let quickened = [
    Entry(start: "stapes synthesize lungs", text: "--subjects 10 --recordings 1"),
    Entry(start: "stapes train Models/recipes/esc10", text: "--folds 1"),
    Entry(start: "stapes report", text: "--sensitivity none"),
  ]

  static func isRun(_ command: String) -> Bool {
    !unrun.contains { command.hasPrefix($0.start) }
  }

  static func quick(_ command: String) -> String {
    quickened.reduce(command) { command, entry in
      command.hasPrefix(entry.start) ? "\(command) \(entry.text)" : command
    }
  }
}
