import Basics

/// Reads the words after a command's name.
struct Parser {
  let command: CommandSpecification
  /// What the user typed to get here, such as `stapes compile`.
  let path: String

  /// The values that the words give; nil when they ask for help.
  func parse(_ words: ArraySlice<String>) throws(UsageError) -> ParsedArguments? {
    let named = words.prefix { $0 != "--" }
    if named.contains("--help") || named.contains("-h") { return nil }

    var options: [String: String] = [:]
    var flags: Set<String> = []
    var positionals: [String] = []
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        positionals += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        positionals.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      let attached = parts.count > 1 ? String(parts[1]) : nil
      if let option = command.options.first(where: { [$0.name, $0.shortName].contains(name) }) {
        let value = if let attached { attached } else { try nextValue(of: option, in: &rest) }
        guard options.updateValue(value, forKey: option.name) == nil else {
          throw UsageError("\(option.name) is given twice; give it once")
        }
      } else if command.flags.contains(where: { $0.name == name }) {
        guard attached == nil else {
          throw UsageError("\(name) takes no value; write \(name) alone")
        }
        guard flags.insert(name).inserted else {
          throw UsageError("\(name) is given twice; give it once")
        }
      } else {
        throw unknownOption(name)
      }
    }
    let given = flags.union(options.keys)
    for option in command.options where options[option.name] == nil {
      guard !option.isRequired else {
        throw UsageError("missing \(option.name); add \(option.usage)")
      }
      options[option.name] = option.defaultText
    }
    return ParsedArguments(
      command: command, path: path, positionals: try assign(positionals), options: options,
      given: given)
  }

  /// A value may be `-` or a negative number, but not something that looks like the next option.
  private func nextValue(
    of option: Option, in rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let value = rest.first, !value.hasPrefix("--") else {
      throw UsageError("\(option.name) needs a value; write \(option.usage)")
    }
    rest.removeFirst()
    return value
  }

  private func unknownOption(_ name: String) -> UsageError {
    guard let nearest = nearest(to: name, among: command.switchNames) else {
      return UsageError("unknown option \(name); see '\(path) --help'")
    }
    return UsageError("unknown option \(name); did you mean \(nearest)?")
  }

  /// Deals the values out to the declared names, in order.
  private func assign(_ values: [String]) throws(UsageError) -> [String: [String]] {
    var assigned: [String: [String]] = [:]
    var rest = values[...]
    for positional in command.positionals {
      let taken = positional.isRepeated ? rest : rest.prefix(1)
      guard !taken.isEmpty || positional.isOptional else {
        throw UsageError("missing <\(positional.name)>; write \(command.shortUsage(path: path))")
      }
      assigned[positional.name] = Array(taken)
      rest = rest.dropFirst(taken.count)
    }
    if let surplus = rest.first {
      throw UsageError("unexpected '\(surplus)'; write \(command.shortUsage(path: path))")
    }
    return assigned
  }
}
