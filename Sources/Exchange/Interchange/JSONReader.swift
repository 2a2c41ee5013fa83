/// Reads JSON token by token, as the caller expects it.
///
/// The caller asks for what its format holds at this place, so nothing is built that it did not ask
/// for, and the nesting is as deep as the caller's grammar and no deeper: a value of another kind
/// is an error at its first byte. Numbers are handed over as text. Byte positions count from the
/// start of `bytes`. After an error the reader is of no more use.
struct JSONReader {
  private let bytes: [UInt8]
  private let end: Int
  private(set) var position: Int
  /// Whether the last token was an opening bracket, after which no comma stands.
  private var isAfterOpening = false

  /// Throws where the range is not UTF-8.
  init(_ bytes: [UInt8], range: Range<Int>) throws(SafetensorsError) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    try checkUTF8()
  }

  private func checkUTF8() throws(SafetensorsError) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes[position..<end].makeIterator()
    var byte = position
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): byte += scalar.count
      case .error: throw .headerNotUTF8(byte: byte)
      case .emptyInput: return
      }
    }
  }

  // Structure

  mutating func openObject() throws(SafetensorsError) {
    try consume("{")
    isAfterOpening = true
  }

  mutating func openArray() throws(SafetensorsError) {
    try consume("[")
    isAfterOpening = true
  }

  /// The next key of the object and where it stands, with its colon consumed; nil at the end of the
  /// object, which is consumed.
  mutating func nextKey() throws(SafetensorsError) -> (text: String, byte: Int)? {
    guard try continues(closing: "}") else { return nil }
    let byte = nextPosition
    let text = try readString()
    try consume(":")
    return (text, byte)
  }

  /// Whether an element follows in the array; its end is consumed.
  mutating func nextElement() throws(SafetensorsError) -> Bool {
    try continues(closing: "]")
  }

  /// Throws unless nothing but white space is left.
  mutating func finish() throws(SafetensorsError) {
    skipWhiteSpace()
    guard position == end else { throw syntax("nothing after the header's object") }
  }

  private mutating func continues(closing: Unicode.Scalar) throws(SafetensorsError) -> Bool {
    let isFirst = isAfterOpening
    isAfterOpening = false
    if isAt(UInt8(ascii: closing)) {
      position += 1
      return false
    }
    if !isFirst {
      guard isAt(UInt8(ascii: ",")) else { throw syntax("\",\" or \"\(closing)\"") }
      position += 1
    }
    return true
  }

  // Looking ahead

  /// Where the next token begins.
  var nextPosition: Int {
    mutating get {
      skipWhiteSpace()
      return position
    }
  }

  mutating func isAt(_ byte: UInt8) -> Bool {
    skipWhiteSpace()
    return next == byte
  }

  var isAtNumber: Bool {
    mutating get {
      skipWhiteSpace()
      return isAtDigit || next == UInt8(ascii: "-")
    }
  }

  private var isAtDigit: Bool {
    next.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
  }

  private var next: UInt8? {
    position < end ? bytes[position] : nil
  }

  private mutating func skipWhiteSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  // Numbers

  /// The text of a number, of any length and precision.
  mutating func readNumber() throws(SafetensorsError) -> String {
    skipWhiteSpace()
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    if next == UInt8(ascii: "0") { position += 1 } else { try readDigits() }
    if next == UInt8(ascii: ".") {
      position += 1
      try readDigits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try readDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func readDigits() throws(SafetensorsError) {
    guard isAtDigit else { throw syntax("a digit") }
    while isAtDigit { position += 1 }
  }

  // Strings

  mutating func readString() throws(SafetensorsError) -> String {
    guard isAt(UInt8(ascii: "\"")) else { throw syntax("a string") }
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try readEscape(into: &text)
      case 0..<0x20:
        throw syntax("an escape in place of a control character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw syntax("the end of the string")
  }

  private mutating func readEscape(into text: inout [UInt8]) throws(SafetensorsError) {
    let start = position
    position += 1
    switch next {
    case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      text.append(contentsOf: String(try readScalar(from: start)).utf8)
      return
    default: throw syntax("one of \" \\ / b f n r t u after \\")
    }
    position += 1
  }

  /// The scalar of `\uXXXX`, or of two of them that make a surrogate pair, after the first `\u`.
  private mutating func readScalar(from start: Int) throws(SafetensorsError) -> Unicode.Scalar {
    let unit = try readFourHexDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let isHigh = unit < 0xDC00
    if isHigh, next == UInt8(ascii: "\\") {
      position += 1
      if next == UInt8(ascii: "u") {
        position += 1
        let low = try readFourHexDigits()
        if 0xDC00..<0xE000 ~= low,
          let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
          return scalar
        }
      }
    }
    throw .headerSyntax(expected: "both halves of a surrogate pair", byte: start)
  }

  private mutating func readFourHexDigits() throws(SafetensorsError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw syntax("four hexadecimal digits after \\u")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  // Errors

  private mutating func consume(_ scalar: Unicode.Scalar) throws(SafetensorsError) {
    guard isAt(UInt8(ascii: scalar)) else { throw syntax("\"\(scalar)\"") }
    position += 1
  }

  private func syntax(_ expected: String) -> SafetensorsError {
    .headerSyntax(expected: expected, byte: position)
  }
}
