/// One sub-command as data. The parser and the help text are both read from it, so what the help
/// shows is what the parser takes.
///
/// ```
/// let compile = CommandSpecification(
///   name: "compile",
///   abstract: "Turn a float checkpoint into an integer program.",
///   positionals: [Positional("checkpoint", help: "The float checkpoint (safetensors).")],
///   options: [
///     Option("--max-file", valueName: "bytes", help: "Largest file.", default: "128KiB")
///   ],
///   flags: [Flag("--json", help: "Print the report as JSON.")])
/// ```
public struct CommandSpecification: Sendable {
  public let name: String
  /// One line.
  public let abstract: String
  /// Paragraphs, separated by an empty line; wrapped when shown.
  public let discussion: String?
  public let positionals: [Positional]
  public let options: [Option]
  public let flags: [Flag]
  public let examples: [Example]

  /// - Precondition: option and flag names start with `--`, are unique, and are not `--help`;
  ///   positional names are unique; no required positional follows an optional one, and nothing
  ///   follows a repeated one.
  public init(
    name: String, abstract: String, discussion: String? = nil, positionals: [Positional] = [],
    options: [Option] = [], flags: [Flag] = [], examples: [Example] = []
  ) {
    precondition(Set(positionals.map(\.name)).count == positionals.count, "a name appears twice")
    for (former, latter) in zip(positionals, positionals.dropFirst()) {
      precondition(!former.isRepeated, "<\(former.name)> takes everything that follows")
      precondition(!former.isOptional || latter.isOptional, "<\(latter.name)> must be optional")
    }
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.positionals = positionals
    self.options = options
    self.flags = flags
    self.examples = examples
    precondition(switchNames.allSatisfy { $0.hasPrefix("--") && $0.count > 2 && !$0.contains("=") })
    precondition(Set(switchNames).count == switchNames.count, "a name appears twice")
  }

  /// Every name that may follow the command's name with two dashes.
  var switchNames: [String] { options.map(\.name) + flags.map(\.name) + ["--help"] }
}

/// A value that is given by its place on the command line, shown as `<name>`.
public struct Positional: Sendable {
  public let name: String
  public let help: String
  public let isOptional: Bool
  /// Takes all values that are left; at least one of them unless `isOptional`.
  public let isRepeated: Bool
  /// nil where the value names no file.
  public let use: FileUse?

  public init(
    _ name: String, help: String, isOptional: Bool = false, isRepeated: Bool = false,
    use: FileUse? = nil
  ) {
    self.name = name
    self.help = help
    self.isOptional = isOptional
    self.isRepeated = isRepeated
    self.use = use
  }
}

/// A named value: `--name value` or `--name=value`, or by its short name, `-n value`.
public struct Option: Sendable {
  /// With its two dashes.
  public let name: String
  /// With its dash.
  public let shortName: String?
  public let valueName: String
  public let help: String
  /// The text that the parser takes when the option is not given, and that the help shows.
  public let defaultText: String?
  public let isRequired: Bool
  /// nil where the value names no file.
  public let use: FileUse?

  /// - Precondition: a required option has no default.
  public init(
    _ name: String, short shortName: String? = nil, valueName: String, help: String,
    default defaultText: String? = nil, isRequired: Bool = false, use: FileUse? = nil
  ) {
    precondition(defaultText == nil || !isRequired, "\(name) has a default, so it is not required")
    self.name = name
    self.shortName = shortName
    self.valueName = valueName
    self.help = help
    self.defaultText = defaultText
    self.isRequired = isRequired
    self.use = use
  }
}

/// A switch without a value, off unless given.
public struct Flag: Sendable {
  /// With its two dashes.
  public let name: String
  public let help: String

  public init(_ name: String, help: String) {
    self.name = name
    self.help = help
  }
}

/// A command line to copy, and what it is good for.
public struct Example: Sendable {
  public let command: String
  public let purpose: String

  public init(_ command: String, purpose: String) {
    self.command = command
    self.purpose = purpose
  }
}
