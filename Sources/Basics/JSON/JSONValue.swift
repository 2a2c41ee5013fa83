/// A JSON value that knows the line on which it starts.
package struct JSONValue {
  package enum Content {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, line: Int, value: JSONValue)])
  }

  package var line: Int
  package var content: Content

  /// The content, as an error names it.
  package var phrase: String {
    switch content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
