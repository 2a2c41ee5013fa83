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
    let line = compact
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

  private var compact: String {
    switch self {
    case .null: "null"
    case .bool(let bool): "\(bool)"
    case .integer(let integer): "\(integer)"
    case .number(let number): number.jsonText
    case .string(let string): string.jsonQuoted
    case .list(let elements): "[\(elements.map(\.compact).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\($0.key.jsonQuoted): \($0.value.compact)" }.joined(separator: ", "))}"
    }
  }
}
