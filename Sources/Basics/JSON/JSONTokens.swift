/// Where a text breaks the grammar of JSON, and how.
package struct JSONMistake: Error, Equatable, Sendable {
  /// Counted from the start of the bytes.
  package var byte: Int
  /// Counted from 1.
  package var line: Int
  package var problem: String
}

/// Reads JSON (RFC 8259) token by token, as the caller expects it, and throws the caller's errors.
///
/// The caller asks for what its format holds at this place. Nothing is built that it did not ask
/// for, and the nesting is as deep as the caller's grammar and no deeper: a value of another kind
/// is an error at its first byte. Numbers are handed over as text. After an error the reader is of
/// no more use.
package struct JSONTokens<Failure: Error> {
  private let bytes: [UInt8]
  private let end: Int
  private let failure: (JSONMistake) -> Failure
  package private(set) var position: Int
  /// The line of `position`, counted from 1.
  package private(set) var line = 1
  /// Whether the last token was an opening bracket, after which no comma stands.
  private var isAfterOpening = false

  /// - Parameters:
  ///   - range: where the text stands; throws unless it is UTF-8.
  ///   - failure: turns a mistake into an error of the caller's.
  package init(
    _ bytes: [UInt8], in range: Range<Int>? = nil, failure: @escaping (JSONMistake) -> Failure
  ) throws(Failure) {
    self.bytes = bytes
    self.failure = failure
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
    try checkUTF8()
  }

  private func checkUTF8() throws(Failure) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes[position..<end].makeIterator()
    var byte = position
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): byte += scalar.count
      case .error:
        let line = 1 + bytes[position..<byte].count { $0 == UInt8(ascii: "\n") }
        throw failure(JSONMistake(byte: byte, line: line, problem: "the text is not UTF-8"))
      case .emptyInput: return
      }
    }
  }

  /// The error for a mistake at the current place.
  package func mistake(_ problem: String) -> Failure {
    failure(JSONMistake(byte: position, line: line, problem: problem))
  }

  // Structure

  package mutating func openObject() throws(Failure) {
    try consume("{", or: "an object needs { here")
    isAfterOpening = true
  }

  package mutating func openArray() throws(Failure) {
    try consume("[", or: "a list needs [ here")
    isAfterOpening = true
  }

  /// The next key of the object and where it stands, with its colon consumed; nil at the end of the
  /// object, which is consumed.
  package mutating func nextKey() throws(Failure) -> (text: String, byte: Int, line: Int)? {
    guard try continues(closing: "}", or: "an object needs , or } here") else { return nil }
    guard isAt("\"") else { throw mistake("an object needs a key here") }
    let (byte, line) = (position, line)
    let text = try readString()
    try consume(":", or: "a key needs : after it")
    return (text, byte, line)
  }

  /// Whether an element follows in the list; its end is consumed.
  package mutating func nextElement() throws(Failure) -> Bool {
    try continues(closing: "]", or: "a list needs , or ] here")
  }

  /// Throws unless nothing but white space is left.
  package mutating func finish() throws(Failure) {
    guard nextByte == nil else { throw mistake("something follows the value") }
  }

  private mutating func continues(
    closing: Unicode.Scalar, or problem: String
  ) throws(Failure) -> Bool {
    let isFirst = isAfterOpening
    isAfterOpening = false
    if isAt(closing) {
      position += 1
      return false
    }
    if !isFirst { try consume(",", or: problem) }
    return true
  }

  private mutating func consume(_ scalar: Unicode.Scalar, or problem: String) throws(Failure) {
    guard isAt(scalar) else { throw mistake(problem) }
    position += 1
  }

  // Looking ahead

  /// The first byte of the next token, to which the reader moves; nil at the end.
  package var nextByte: UInt8? {
    mutating get {
      while let byte = byteHere, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
        if byte == 0x0A { line += 1 }
        position += 1
      }
      return byteHere
    }
  }

  package mutating func isAt(_ scalar: Unicode.Scalar) -> Bool { nextByte == UInt8(ascii: scalar) }

  package var isAtNumber: Bool {
    mutating get { nextByte.map { $0 == UInt8(ascii: "-") || $0.isDigit } ?? false }
  }

  private var byteHere: UInt8? { position < end ? bytes[position] : nil }

  /// Moves past the byte, if it stands here.
  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard byteHere == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  // Words and numbers

  /// Moves past a word such as null, if it is next.
  package mutating func take(word: String) -> Bool {
    guard nextByte != nil, bytes[position..<end].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// The text of a number, of any length and precision.
  package mutating func readNumber() throws(Failure) -> String {
    _ = nextByte
    let start = position
    _ = take("-")
    if !take("0") { try skipDigits() }
    if take(".") { try skipDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipDigits() throws(Failure) {
    guard byteHere?.isDigit == true else { throw mistake("a number lacks a digit") }
    while byteHere?.isDigit == true { position += 1 }
  }

  // Strings

  package mutating func readString() throws(Failure) -> String {
    try consume("\"", or: "a string needs \" here")
    var text: [UInt8] = []
    while let byte = byteHere {
      guard byte >= 0x20 else { throw mistake("a string holds a control character or has no end") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += String(Character(try readEscape())).utf8
      default: text.append(byte)
      }
    }
    throw mistake("a string has no end")
  }

  /// The scalar of an escape whose backslash was read.
  private mutating func readEscape() throws(Failure) -> Unicode.Scalar {
    let escapes: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("\"", "\""), ("\\", "\\"), ("/", "/"), ("b", "\u{8}"), ("f", "\u{C}"), ("n", "\n"),
      ("r", "\r"), ("t", "\t"),
    ]
    for (letter, meaning) in escapes where take(letter) { return meaning }
    let start = position - 1
    guard take("u") else { throw mistake("a string has an unknown escape") }
    let unit = try readFourHexadecimalDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, take("\\"), take("u"), case let low = try readFourHexadecimalDigits(),
      0xDC00..<0xE000 ~= low,
      let scalar = Unicode.Scalar(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    {
      return scalar
    }
    throw failure(
      JSONMistake(byte: start, line: line, problem: "a string has half of a surrogate pair"))
  }

  private mutating func readFourHexadecimalDigits() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = byteHere, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw mistake("a \\u escape needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}
