/// One line of a list: its fields, and the line of the file where it starts.
typealias DelimitedRow = (line: Int, fields: [String])

/// What stands between fields.
enum Separator: Character {
  /// Fields may be quoted.
  case comma = ","
  case semicolon = ";"
  case tab = "\t"
  /// Any run of spaces and tabs; a quote is a character like any other.
  case blanks = " "

  fileprivate var byte: UInt8? { self == .blanks ? nil : rawValue.asciiValue }

  /// The separator that the first line with text has most of, outside quotes; the comma when it
  /// has none.
  init(guessedFrom bytes: [UInt8]) {
    let firstLine = bytes.split(whereSeparator: { $0 == lineFeed || $0 == carriageReturn })
      .first { line in line.contains { !isBlank($0) } }
    var isQuoted = false
    var counts: [UInt8: Int] = [:]
    for byte in firstLine ?? [] {
      if byte == quote { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
    }
    func count(_ separator: Separator) -> Int { separator.byte.flatMap { counts[$0] } ?? 0 }
    self = .comma
    for separator in [Separator.tab, .semicolon] where count(separator) > count(self) {
      self = separator
    }
  }
}

/// Reads comma-, semicolon-, tab- or blank-separated text as it is met in published data sets.
///
/// - Lines end with LF, CRLF or CR; a byte order mark is ignored.
/// - Lines without text are skipped, wherever they stand, separators in them or not.
/// - Blanks around a field are not part of it.
/// - A field that begins with a quote ends with one, and may contain separators, line breaks and
///   doubled quotes.
struct DelimitedText {
  private let bytes: [UInt8]
  private let separator: Separator
  private let file: String
  private var index = 0
  private var line = 1

  static func rows(
    _ bytes: [UInt8], separator: Separator, file: String
  ) throws(DataSetError) -> [DelimitedRow] {
    var text = try DelimitedText(bytes, separator: separator, file: file)
    var rows: [DelimitedRow] = []
    while text.index < text.bytes.count {
      let row = try text.nextRow()
      if row.fields.contains(where: { !$0.isEmpty }) { rows.append(row) }
    }
    return rows
  }

  private init(_ bytes: [UInt8], separator: Separator, file: String) throws(DataSetError) {
    // Line feeds are never part of a longer UTF-8 sequence: lines can be checked one by one.
    for (number, line) in bytes.split(separator: lineFeed, omittingEmptySubsequences: false)
      .enumerated() where String(validating: line, as: UTF8.self) == nil
    {
      throw .notUTF8(file: file, line: number + 1)
    }
    self.bytes = bytes
    self.separator = separator
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
  }

  private mutating func nextRow() throws(DataSetError) -> DelimitedRow {
    let start = line
    var fields: [String] = []
    repeat {
      fields.append(try nextField())
    } while skipSeparator()
    skipLineBreak()
    return (start, fields)
  }

  private mutating func nextField() throws(DataSetError) -> String {
    skipBlanks()
    if separator != .blanks, current == quote { return try quotedField() }
    let start = index
    while let byte = current, !isLineBreak(byte), !isSeparator(byte) { index += 1 }
    let field = bytes[start..<index]
    let end = field.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func quotedField() throws(DataSetError) -> String {
    let start = line
    var field: [UInt8] = []
    index += 1
    while let byte = current {
      if byte == quote {
        index += 1
        guard current == quote else {
          skipBlanks()
          guard current.map({ isLineBreak($0) || isSeparator($0) }) ?? true else { break }
          return String(decoding: field, as: UTF8.self)
        }
      }
      if isLineBreak(byte) {
        let first = index
        skipLineBreak()
        field += bytes[first..<index]
      } else {
        field.append(byte)
        index += 1
      }
    }
    throw .quotation(file: file, line: start)
  }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func isSeparator(_ byte: UInt8) -> Bool {
    separator.byte.map { $0 == byte } ?? isBlank(byte)
  }

  private mutating func skipBlanks() {
    while let byte = current, isBlank(byte), byte != separator.byte { index += 1 }
  }

  /// Whether another field of the row follows.
  private mutating func skipSeparator() -> Bool {
    if separator == .blanks {
      skipBlanks()
      return current.map { !isLineBreak($0) } ?? false
    }
    guard let byte = current, byte == separator.byte else { return false }
    index += 1
    return true
  }

  private mutating func skipLineBreak() {
    guard let byte = current, isLineBreak(byte) else { return }
    index += 1
    if byte == carriageReturn, current == lineFeed { index += 1 }
    line += 1
  }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let quote = UInt8(ascii: "\"")

private func isLineBreak(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
