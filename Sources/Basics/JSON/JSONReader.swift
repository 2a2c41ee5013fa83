/// Reads JSON text (RFC 8259) into values with lines.
///
/// A key that stands twice in one object is an error. Nesting is limited, so that no text exhausts
/// the stack.
package struct JSONReader {
  private static let deepest = 8

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.peek == nil else { throw reader.error("something follows the value") }
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ problem: String) -> JSONError {
    .syntax(line: line, problem: problem)
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D ~= byte && byte != 0x0B && byte != 0x0C) {
      if byte == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  /// Moves past the byte, if it is next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < Self.deepest else { throw error("the nesting is too deep") }
    skipSpace()
    let start = line
    let content: JSONValue.Content
    switch peek {
    case UInt8(ascii: "{"): content = try object(depth: depth)
    case UInt8(ascii: "["): content = try array(depth: depth)
    case UInt8(ascii: "\""): content = .string(try string())
    case let byte? where byte == UInt8(ascii: "-") || byte.isDigit: content = try number()
    case UInt8(ascii: "t"): content = try word("true", .bool(true))
    case UInt8(ascii: "f"): content = try word("false", .bool(false))
    case UInt8(ascii: "n"): content = try word("null", .null)
    case nil: throw error("the text ends where a value should stand")
    default: throw error("no JSON value starts here")
    }
    return JSONValue(line: start, content: content)
  }

  private mutating func word(
    _ word: String, _ content: JSONValue.Content
  ) throws(JSONError) -> JSONValue.Content {
    guard bytes[position...].starts(with: word.utf8) else {
      throw error("no JSON value starts here")
    }
    position += word.utf8.count
    return content
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue.Content {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(values) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw error("a list needs , or ] here") }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue.Content {
    position += 1
    var members: [(key: String, line: Int, value: JSONValue)] = []
    var keys: Set<String> = []
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("an object needs a key here") }
      let keyLine = line
      let key = try string()
      guard keys.insert(key).inserted else {
        throw error("the key \(key.debugDescription) stands twice in one object")
      }
      skipSpace()
      guard take(":") else { throw error("a key needs : after it") }
      members.append((key, keyLine, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw error("an object needs , or } here") }
    }
  }

  private mutating func number() throws(JSONError) -> JSONValue.Content {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    var isInteger = true
    if take(".") {
      isInteger = false
      try digits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw error("the number \(text.prefix(32)) is too large")
    }
    return .number(number)
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = peek, byte.isDigit { position += 1 }
    guard position > start else { throw error("a number lacks a digit") }
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("a string holds a control character or has no end") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        text += String(Character(try escape())).utf8
      } else {
        text.append(byte)
      }
    }
    guard take("\"") else { throw error("a string has no end") }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw error("a string is not UTF-8")
    }
    return string
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    let escapes: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{8}"), ("f", "\u{C}"), ("n", "\n"),
      ("r", "\r"), ("t", "\t"),
    ]
    for (letter, meaning) in escapes where take(letter) { return meaning }
    guard take("u") else { throw error("a string has an unknown escape") }
    var code = try hexadecimal()
    if 0xD800..<0xDC00 ~= code {
      guard take("\\"), take("u"), case let low = try hexadecimal(), 0xDC00..<0xE000 ~= low else {
        throw error("a string has half of a surrogate pair")
      }
      code = 0x1_0000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw error("a string has half of a surrogate pair")
    }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("a \\u escape needs four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
