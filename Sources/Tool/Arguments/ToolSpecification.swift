import Basics

/// A tool and its sub-commands.
///
/// ```
/// switch try tool.invocation(of: Array(CommandLine.arguments.dropFirst())) {
/// case .show(let text): print(text)
/// case .run(let command, let arguments): try run(command, arguments)
/// }
/// ```
public struct ToolSpecification: Sendable {
  public let name: String
  /// One line.
  public let abstract: String
  /// What `--version` prints.
  public let version: String
  /// In the order in which the help lists them.
  public let commands: [CommandSpecification]

  /// - Precondition: the commands' names are unique, do not start with a dash, and none of them
  ///   is `help`.
  public init(name: String, abstract: String, version: String, commands: [CommandSpecification]) {
    let names = commands.map(\.name) + ["help"]
    precondition(Set(names).count == names.count, "a command's name appears twice")
    precondition(names.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") })
    self.name = name
    self.abstract = abstract
    self.version = version
    self.commands = commands
  }

  /// What a command line asks for.
  public enum Invocation: Sendable {
    /// A help text or the version, to be printed on standard output; success.
    case show(String)
    /// A command, by its name, with all that its specification promises.
    case run(String, ParsedArguments)
  }

  /// Reads a command line, without the tool's own name.
  ///
  /// No arguments at all, `--help` or `-h` ask for help, as do `help` and `help <command>`; after
  /// a command, `--help` wins over every mistake beside it.
  public func invocation(of arguments: [String]) throws(UsageError) -> Invocation {
    guard let first = arguments.first else { return .show(help) }
    switch first {
    case "--help", "-h":
      return .show(help)
    case "--version":
      return .show("\(name) \(version)")
    case "help":
      guard arguments.count > 1 else { return .show(help) }
      return .show(help(of: try command(named: arguments[1])))
    default:
      let command = try command(named: first)
      let parser = Parser(command: command, path: "\(name) \(command.name)")
      guard let parsed = try parser.parse(arguments.dropFirst()) else {
        return .show(help(of: command))
      }
      try parsed.checkFiles()
      return .run(command.name, parsed)
    }
  }

  private func command(named word: String) throws(UsageError) -> CommandSpecification {
    if let command = commands.first(where: { $0.name == word }) { return command }
    let isOption = word.hasPrefix("-")
    let known = isOption ? ["--help", "--version"] : commands.map(\.name) + ["help"]
    let (kind, quote) = isOption ? ("option", "") : ("command", "'")
    let hint = nearest(to: word, among: known).map { "did you mean \(quote)\($0)\(quote)?" }
    throw UsageError(
      "unknown \(kind) \(quote)\(word)\(quote); \(hint ?? "see '\(name) --help'")")
  }
}
