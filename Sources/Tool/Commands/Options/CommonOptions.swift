import Arguments
import Basics

extension Option {
  /// Where a command writes.
  static func output(_ valueName: String, _ help: String) -> Option {
    Option(
      "--output", short: "-o", valueName: valueName, help: help, isRequired: true, use: .writes)
  }

  static let threads = Option(
    "--threads", valueName: "count", help: "Threads to use; all cores by default.")
}

extension ParsedArguments {
  /// What `--output` says, which is required.
  var output: String { string("--output") ?? "" }

  /// What `--threads` says, else one for each core.
  var threads: Int {
    get throws { try integer("--threads", in: 1...1_024) ?? Workers.everyCore.threads }
  }
}
