/// Reads JSON text (RFC 8259) into values with lines.
///
/// A key that stands twice in one object is an error. Nesting is limited, so that no text exhausts
/// the stack.
package enum JSONReader {
  fileprivate static let deepest = 8

  package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var tokens = try JSONTokens<JSONError>(bytes) { .syntax(line: $0.line, problem: $0.problem) }
    let value = try tokens.readValue(depth: 0)
    try tokens.finish()
    return value
  }
}

extension JSONTokens {
  fileprivate mutating func readValue(depth: Int) throws(Failure) -> JSONValue {
    guard depth < JSONReader.deepest else { throw mistake("the nesting is too deep") }
    guard let byte = nextByte else { throw mistake("the text ends where a value should stand") }
    let start = line
    let content: JSONValue.Content
    switch byte {
    case UInt8(ascii: "{"): content = try readObject(depth: depth)
    case UInt8(ascii: "["): content = try readArray(depth: depth)
    case UInt8(ascii: "\""): content = .string(try readString())
    case _ where isAtNumber: content = try readNumberValue()
    case _ where take(word: "true"): content = .bool(true)
    case _ where take(word: "false"): content = .bool(false)
    case _ where take(word: "null"): content = .null
    default: throw mistake("no JSON value starts here")
    }
    return JSONValue(line: start, content: content)
  }

  private mutating func readArray(depth: Int) throws(Failure) -> JSONValue.Content {
    var values: [JSONValue] = []
    try openArray()
    while try nextElement() { values.append(try readValue(depth: depth + 1)) }
    return .array(values)
  }

  private mutating func readObject(depth: Int) throws(Failure) -> JSONValue.Content {
    var members: [(key: String, line: Int, value: JSONValue)] = []
    var keys = KeySet()
    try openObject()
    while let key = try nextKey() {
      guard keys.insert(key.text) else {
        throw mistake("the key \(key.text.debugDescription) stands twice in one object")
      }
      members.append((key.text, key.line, try readValue(depth: depth + 1)))
    }
    return .object(members)
  }

  private mutating func readNumberValue() throws(Failure) -> JSONValue.Content {
    let text = try readNumber()
    if let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw mistake("the number \(text.prefix(32)) is too large")
    }
    return .number(number)
  }
}
