/// What a command line gave for one command. The parser has already refused what the
/// specification does not allow; what is left to find out is whether a text is the number or
/// size that the command wants, which the accessors in `ParsedArguments+Values.swift` do.
///
/// - Precondition: of every accessor, that the command declares the name it is asked for.
public struct ParsedArguments: Sendable {
  let command: CommandSpecification
  let path: String
  let positionals: [String: [String]]
  let options: [String: String]
  /// Options and flags that the command line has.
  let given: Set<String>

  /// The value of a required positional.
  ///
  /// - Precondition: the positional is neither optional nor repeated.
  public func positional(_ name: String) -> String {
    let declared = command.positionals.first { $0.name == name }
    precondition(declared?.isOptional == false && declared?.isRepeated == false, undeclared(name))
    return positionals[name, default: []].joined()
  }

  /// All values of a positional that is repeated or optional.
  public func repeatedPositional(_ name: String) -> [String] {
    precondition(command.positionals.contains { $0.name == name }, undeclared(name))
    return positionals[name, default: []]
  }

  public func flag(_ name: String) -> Bool {
    precondition(command.flags.contains { $0.name == name }, undeclared(name))
    return given.contains(name)
  }

  /// The text given for an option, else its default, else nil.
  public func string(_ name: String) -> String? {
    precondition(command.options.contains { $0.name == name }, undeclared(name))
    return options[name]
  }

  /// Whether the command line has an option, be it with the text that is its default, or a flag.
  public func isGiven(_ name: String) -> Bool {
    precondition(command.switchNames.contains(name), undeclared(name))
    return given.contains(name)
  }

  /// Throws where the command line has one of some options and flags, and says why it may not.
  public func refuse(_ names: [String], _ reason: String) throws(UsageError) {
    if let name = names.first(where: isGiven) { throw UsageError("\(name): \(reason)") }
  }

  private func undeclared(_ name: String) -> String { "'\(path)' declares no such \(name)" }
}
