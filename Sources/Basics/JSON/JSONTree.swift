/// JSON to be written, with the members of objects in the order given.
package indirect enum JSONTree {
  case null
  case bool(Bool)
  case integer(Int)
  /// A finite number.
  case number(Double)
  case string(String)
  case list([JSONTree])
  case object([(key: String, value: JSONTree)])

  package static func strings(_ strings: [String]) -> JSONTree {
    .list(strings.map(JSONTree.string))
  }

  package static func integers(_ integers: [Int]) -> JSONTree {
    .list(integers.map(JSONTree.integer))
  }

  package static func numbers(_ numbers: [Double]) -> JSONTree {
    .list(numbers.map(JSONTree.number))
  }

  /// The text, in which a list or an object that ends within 100 columns has one line, and any
  /// other a line for each element.
  package func text() -> String { text(indent: "", used: 0) + "\n" }

  /// - Parameters:
  ///   - indent: of the line on which the text begins.
  ///   - used: columns of that line which are taken, with a comma behind the text.
  private func text(indent: String, used: Int) -> String {
    let line = line()
    guard used + line.count > 100 else { return line }
    let inner = indent + "  "
    switch self {
    case .list(let elements) where !elements.isEmpty:
      let lines = elements.map { inner + $0.text(indent: inner, used: inner.count + 1) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { key, value in
        let start = "\(inner)\(key.jsonQuoted): "
        return start + value.text(indent: inner, used: start.count + 1)
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    default:
      return line
    }
  }

  /// The text on one line without an end, with a space after each comma and colon or without any.
  package func line(spaced: Bool = true) -> String {
    let gap = spaced ? " " : ""
    switch self {
    case .null: return "null"
    case .bool(let bool): return "\(bool)"
    case .integer(let integer): return "\(integer)"
    case .number(let number): return number.jsonText
    case .string(let string): return string.jsonQuoted
    case .list(let elements):
      let texts = elements.map { $0.line(spaced: spaced) }
      return "[\(texts.joined(separator: ",\(gap)"))]"
    case .object(let members):
      let texts = members.map { key, value in
        "\(key.jsonQuoted):\(gap)\(value.line(spaced: spaced))"
      }
      return "{\(texts.joined(separator: ",\(gap)"))}"
    }
  }
}
