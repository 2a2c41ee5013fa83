/// Help texts, in swift-argument-parser's layout: labels from column 2, explanations from column
/// 26, nothing but example commands beyond column 80. They end without a line break.

extension ToolSpecification {
  /// The overview and the list of sub-commands.
  public var help: String {
    [
      filled("OVERVIEW: \(abstract)"), "USAGE: \(name) <subcommand>",
      table("OPTIONS", [("--version", "Show the version."), helpRow]),
      table("SUBCOMMANDS", commands.map { ($0.name, $0.abstract) }),
      "  See '\(name) help <subcommand>' for detailed help.",
    ].joined(separator: "\n\n")
  }

  func help(of command: CommandSpecification) -> String {
    var sections = [filled("OVERVIEW: \(command.abstract)")]
    sections += (command.discussion ?? "").split(separator: "\n\n").map { filled(String($0)) }
    sections.append(usage(of: command))
    if !command.positionals.isEmpty {
      sections.append(table("ARGUMENTS", command.positionals.map { ("<\($0.name)>", $0.help) }))
    }
    let options = command.options.map { option in
      let note = option.defaultText.map { " (default: \($0))" } ?? ""
      let label = (option.shortName.map { "\($0), " } ?? "") + option.usage
      return (label, option.help + note)
    }
    sections.append(
      table("OPTIONS", options + command.flags.map { ($0.name, $0.help) } + [helpRow]))
    if !command.examples.isEmpty {
      let examples = command.examples.map { example in
        filled(example.purpose + ":", indent: 2) + "\n    " + example.command
      }
      sections.append("EXAMPLES:\n" + examples.joined(separator: "\n\n"))
    }
    return sections.joined(separator: "\n\n")
  }

  private func usage(of command: CommandSpecification) -> String {
    let title = "USAGE: "
    return filled(units: [title + name, command.name] + command.usageUnits, hanging: title.count)
  }

  private var helpRow: (String, String) { ("-h, --help", "Show help information.") }
}

extension CommandSpecification {
  /// `stapes compile <checkpoint> [<data>] --output <file>`: all that a command cannot do without.
  func shortUsage(path: String) -> String {
    ([path] + positionals.map(\.usage) + options.filter(\.isRequired).map(\.usage))
      .joined(separator: " ")
  }

  /// The pieces of the whole usage, which a line break may not divide.
  fileprivate var usageUnits: [String] {
    positionals.map(\.usage)
      + options.map { $0.isRequired ? $0.usage : "[\($0.usage)]" }
      + flags.map { "[\($0.name)]" }
  }
}

extension Positional {
  /// `<name>`, `<name> ...`, `[<name>]` or `[<name> ...]`
  fileprivate var usage: String {
    let values = "<\(name)>" + (isRepeated ? " ..." : "")
    return isOptional ? "[\(values)]" : values
  }
}

extension Option {
  /// `--name <value>`
  var usage: String { "\(name) <\(valueName)>" }
}

private let width = 80
private let explanationColumn = 26

/// A title, and rows of a label and its explanation; a label too long for its column has the
/// explanation start on the next line.
private func table(_ title: String, _ rows: [(label: String, explanation: String)]) -> String {
  let lines = rows.map { row in
    let label = "  " + row.label
    let explanation = filled(row.explanation, indent: explanationColumn)
    return label.count + 1 < explanationColumn
      ? label + explanation.dropFirst(label.count) : label + "\n" + explanation
  }
  return ([title + ":"] + lines).joined(separator: "\n")
}

/// The words of a text in lines of at most `width` columns, each after `indent` spaces.
private func filled(_ text: String, indent: Int = 0) -> String {
  let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
  return String(repeating: " ", count: indent) + filled(units: words, hanging: indent, at: indent)
}

/// Units in lines of at most `width` columns, the first starting at column `start`, the others
/// after `hanging` spaces. A unit longer than a line gets a line of its own.
private func filled(units: [String], hanging: Int, at start: Int = 0) -> String {
  var text = ""
  var column = start
  for unit in units {
    if text.isEmpty {
      column += unit.count
    } else if column + 1 + unit.count <= width {
      text += " "
      column += 1 + unit.count
    } else {
      text += "\n" + String(repeating: " ", count: hanging)
      column = hanging + unit.count
    }
    text += unit
  }
  return text
}
