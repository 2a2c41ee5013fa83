import Basics

/// An array as NumPy's `.npy` files hold it: numbers of one kind, rows first.
public struct NumPyArray: Equatable, Sendable {
  /// Kinds of numbers, little-endian.
  public enum Kind: String, Sendable, CaseIterable {
    case int8 = "|i1"
    case int16 = "<i2"
    case int64 = "<i8"
    case float32 = "<f4"

    /// The digit in its name.
    var bytes: Int { rawValue.last?.wholeNumberValue ?? 0 }
  }

  public var kind: Kind
  public var shape: [Int]
  /// The numbers, one behind the other.
  public var bytes: [UInt8]

  public var count: Int { bytes.count / kind.bytes }

  public init(_ values: [Int8], shape: [Int]) {
    self.init(.int8, shape, [UInt8](littleEndian: values))
  }

  public init(_ values: [Int16], shape: [Int]) {
    self.init(.int16, shape, [UInt8](littleEndian: values))
  }

  public init(_ values: [Int64], shape: [Int]) {
    self.init(.int64, shape, [UInt8](littleEndian: values))
  }

  public init(_ values: [Float], shape: [Int]) {
    self.init(.float32, shape, [UInt8](littleEndian: values.map(\.bitPattern)))
  }

  private init(_ kind: Kind, _ shape: [Int], _ bytes: [UInt8]) {
    precondition(shape.reduce(1, *) * kind.bytes == bytes.count)
    self.kind = kind
    self.shape = shape
    self.bytes = bytes
  }

  /// Some of the numbers, whatever their kind; each is exact, but for int64 beyond 2²⁴.
  ///
  /// - Precondition: `range` lies in `0..<count`.
  public func floats(_ range: Range<Int>) -> [Float] {
    range.map { index in
      switch kind {
      case .int8: Float(Int8(bitPattern: bytes[index]))
      case .int16: Float(bytes.littleEndian(Int16.self, at: 2 * index))
      case .int64: Float(bytes.littleEndian(Int64.self, at: 8 * index))
      case .float32: Float(bitPattern: bytes.littleEndian(UInt32.self, at: 4 * index))
      }
    }
  }
}

/// Why bytes are no array that is read.
public enum NumPyError: Error, Equatable, Sendable, CustomStringConvertible {
  case notAnArray
  case truncatedHeader
  case missingField(String)
  case unknownKind(String)
  case columnsFirst
  case badShape(String)
  case wrongLength(bytes: Int, expected: Int)

  public var description: String {
    switch self {
    case .notAnArray: "is no .npy file: it does not begin with \\x93NUMPY"
    case .truncatedHeader: "the header is cut short"
    case .missingField(let name): "the header has no \(name)"
    case .unknownKind(let kind):
      "holds numbers of the kind \(printable(kind)); write int8, int16, int64 or float32, little-endian"
    case .columnsFirst: "is stored columns first; write it with numpy.ascontiguousarray"
    case .badShape(let shape): "has the shape \(printable(shape))"
    case .wrongLength(let bytes, let expected):
      "holds \(bytes) bytes of numbers; its shape takes \(expected)"
    }
  }
}

/// Files.
extension NumPyArray {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  public init(_ file: [UInt8]) throws(NumPyError) {
    guard file.starts(with: Self.magic) else { throw .notAnArray }
    guard file.count >= 12 else { throw .truncatedHeader }
    let isFirstVersion = file[6] == 1
    let start = isFirstVersion ? 10 : 12
    let length =
      isFirstVersion
      ? Int(file.littleEndian(UInt16.self, at: 8)) : Int(file.littleEndian(UInt32.self, at: 8))
    guard length <= file.count - start else { throw .truncatedHeader }
    let header = String(decoding: file[start..<start + length], as: UTF8.self)
    let name = try Self.field("descr", of: header)
      .split(whereSeparator: { "'\"".contains($0) }).first.map(String.init)
    guard let kind = name.flatMap(Kind.init(rawValue:)) else { throw .unknownKind(name ?? "") }
    guard try Self.field("fortran_order", of: header).hasPrefix("False") else {
      throw .columnsFirst
    }
    let text = try Self.field("shape", of: header)
    guard text.first == "(", let end = text.firstIndex(of: ")") else { throw .badShape(text) }
    let parts = text[..<end].dropFirst().split(separator: ",")
    let shape = parts.compactMap { part in Int(part.filter { $0 != " " }) }
    guard shape.count == parts.count, let expected = ([kind.bytes] + shape).product else {
      throw .badShape(text)
    }
    let bytes = Array(file[(start + length)...])
    guard bytes.count == expected else {
      throw .wrongLength(bytes: bytes.count, expected: expected)
    }
    self.init(kind, shape, bytes)
  }

  /// What stands behind a key of the header.
  private static func field(_ name: String, of header: String) throws(NumPyError) -> String {
    for quote in ["'", "\""] {
      guard let key = header.firstRange(of: "\(quote)\(name)\(quote)") else { continue }
      let rest = header[key.upperBound...].drop { $0 == " " }
      guard rest.first == ":" else { continue }
      return String(rest.dropFirst().drop { $0 == " " })
    }
    throw .missingField(name)
  }

  /// The array as a file.
  public var file: [UInt8] { Self.header(kind, shape: shape) + bytes }

  /// What stands in a file in front of the numbers.
  static func header(_ kind: Kind, shape: [Int]) -> [UInt8] {
    let dimensions = shape.map { "\($0)," }.joined(separator: " ")
    var header =
      "{'descr': '\(kind.rawValue)', 'fortran_order': False, 'shape': (\(dimensions)), }"
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    let count = [UInt8](littleEndian: [UInt16(header.utf8.count)])
    return magic + [1, 0] + count + Array(header.utf8)
  }
}
