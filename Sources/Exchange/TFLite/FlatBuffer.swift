import Basics

/// A FlatBuffer, of whose bytes nothing is believed: every access says whether it stays inside.
struct FlatBuffer: Sendable {
  let bytes: [UInt8]

  func number<Number: FixedWidthInteger>(
    _: Number.Type, at byte: Int, _ what: String
  ) throws(TFLiteError) -> Number {
    let count = Number.bitWidth / 8
    guard byte >= 0, byte <= bytes.count - count else {
      throw .damaged(what: what, byte: byte)
    }
    return bytes.littleEndian(Number.self, at: byte)
  }

  /// Where an offset leads that stands at `byte`, counted from there.
  func target(at byte: Int, _ what: String) throws(TFLiteError) -> Int {
    byte + Int(try number(UInt32.self, at: byte, what))
  }

  func root() throws(TFLiteError) -> FlatTable {
    try FlatTable(self, at: try target(at: 0, "the model"), "the model")
  }
}

/// A table of a FlatBuffer: fields by number, each of which may be absent.
struct FlatTable: Sendable {
  let buffer: FlatBuffer
  let byte: Int
  private let fields: Int
  private let fieldCount: Int
  private let what: String

  init(_ buffer: FlatBuffer, at byte: Int, _ what: String) throws(TFLiteError) {
    self.buffer = buffer
    self.byte = byte
    self.what = what
    let table = byte - Int(try buffer.number(Int32.self, at: byte, what))
    let bytes = Int(try buffer.number(UInt16.self, at: table, what))
    guard bytes >= 4, table <= buffer.bytes.count - bytes else {
      throw .damaged(what: what, byte: table)
    }
    fields = table + 4
    fieldCount = (bytes - 4) / 2
  }

  /// Where a field stands; nil where it is absent.
  private func position(_ field: Int) throws(TFLiteError) -> Int? {
    guard field < fieldCount else { return nil }
    let offset = Int(try buffer.number(UInt16.self, at: fields + 2 * field, what))
    return offset == 0 ? nil : byte + offset
  }

  func number<Number: FixedWidthInteger>(
    _ field: Int, default other: Number
  ) throws(TFLiteError) -> Number {
    guard let position = try position(field) else { return other }
    return try buffer.number(Number.self, at: position, what)
  }

  func integer(_ field: Int, default other: Int32 = 0) throws(TFLiteError) -> Int {
    Int(try number(field, default: other))
  }

  /// A field of one byte.
  func integer8(_ field: Int) throws(TFLiteError) -> Int {
    Int(try number(field, default: Int8(0)))
  }

  func float(_ field: Int) throws(TFLiteError) -> Float {
    Float(bitPattern: try number(field, default: UInt32(0)))
  }

  func table(_ field: Int, _ what: String) throws(TFLiteError) -> FlatTable? {
    guard let position = try position(field) else { return nil }
    return try FlatTable(buffer, at: try buffer.target(at: position, what), what)
  }

  /// A vector; empty where it is absent.
  func vector(
    _ field: Int, elementBytes: Int = 4, _ what: String
  ) throws(TFLiteError) -> FlatVector {
    guard let position = try position(field) else {
      return FlatVector(buffer: buffer, byte: 0, count: 0, elementBytes: elementBytes, what: what)
    }
    let start = try buffer.target(at: position, what)
    let count = Int(try buffer.number(UInt32.self, at: start, what))
    guard count <= (buffer.bytes.count - start - 4) / elementBytes else {
      throw .damaged(what: what, byte: start)
    }
    return FlatVector(
      buffer: buffer, byte: start + 4, count: count, elementBytes: elementBytes, what: what)
  }

  func text(_ field: Int, _ what: String) throws(TFLiteError) -> String {
    let vector = try vector(field, elementBytes: 1, what)
    return String(decoding: vector.bytes.prefix(1_024), as: UTF8.self)
  }
}

/// A vector of a FlatBuffer, which lies inside.
struct FlatVector: Sendable {
  let buffer: FlatBuffer
  let byte: Int
  let count: Int
  let elementBytes: Int
  let what: String

  var bytes: ArraySlice<UInt8> { buffer.bytes[byte..<byte + count * elementBytes] }

  /// - Precondition: A number has the size of an element.
  func numbers<Number: FixedWidthInteger>(_: Number.Type) -> [Number] {
    Array(bytes).littleEndianNumbers(Number.self)
  }

  /// No more than `limit`, so that vectors that share bytes cannot take much more than the file.
  func integers(limit: Int) throws(TFLiteError) -> [Int] {
    guard count <= limit else {
      throw .badValue(what: "the length of \(what)", value: count, byte: byte)
    }
    return numbers(Int32.self).map { Int($0) }
  }

  /// What becomes of each table. Throws where there are more than `limit`.
  ///
  /// - Parameter what: what that error calls the tables.
  func tables<Result>(
    _ what: String, limit: Int, _ body: (FlatTable) throws(TFLiteError) -> Result
  ) throws(TFLiteError) -> [Result] {
    guard count <= limit else { throw .tooLarge(what: what, count: count, limit: limit) }
    return try (0..<count).map { index throws(TFLiteError) in try body(try table(index)) }
  }

  func table(_ index: Int) throws(TFLiteError) -> FlatTable {
    try FlatTable(buffer, at: try buffer.target(at: byte + 4 * index, what), what)
  }
}
