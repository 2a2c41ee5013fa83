import Arguments
import Basics

extension ParsedArguments {
  /// What `--threads` says, else one for each core.
  var threads: Int {
    get throws {
      try integer("--threads", in: 1...1_024) ?? Workers.everyCore.threads
    }
  }
}
