extension ParsedArguments {
  /// The command line, quoted for a shell: the positionals, then what was given, in the order of the
  /// help.
  ///
  /// - Parameter left: options and flags to leave out.
  public func commandLine(without left: Set<String> = []) -> String {
    let values = command.positionals.flatMap { positionals[$0.name, default: []] }
    let chosen = command.options.filter { given.contains($0.name) && !left.contains($0.name) }
    let flags = command.flags.map(\.name).filter { given.contains($0) && !left.contains($0) }
    let words = values + chosen.flatMap { [$0.name, options[$0.name] ?? ""] } + flags
    return ([path] + words.map(Self.quoted)).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.allSatisfy {
        $0.isLetter || $0.isNumber || "-_./,=:+@%".contains($0)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
