import Basics

/// Why bytes are no safetensors file, or why contents cannot become one.
///
/// `byte` is a position in the file; offsets and their ends are positions in the data, which begins
/// after the header.
public enum SafetensorsError: Error, Equatable, Sendable {
  // The length
  case truncatedLength(fileBytes: Int)
  case headerTooLong(headerBytes: UInt64)
  case headerBeyondEnd(headerBytes: Int, fileBytes: Int)

  // The header as JSON
  case headerNotObject(byte: Int)
  case headerSyntax(problem: String, byte: Int)
  case duplicateTensor(String)
  case duplicateKey(String, byte: Int)
  case metadataNotObject(byte: Int)
  case metadataValueNotString(key: String, byte: Int)

  // The description of a tensor
  case tensorNotObject(tensor: String, byte: Int)
  case missingField(tensor: String, field: String, byte: Int)
  case unknownField(tensor: String, field: String, byte: Int)
  case wrongFieldType(tensor: String, field: String, expected: String, byte: Int)
  case unknownDType(tensor: String, dtype: String, byte: Int)
  /// A number in a shape or an offset that is negative, not whole, or beyond `Int`.
  case notACount(tensor: String, field: String, number: String, byte: Int)
  case offsetCount(tensor: String, count: Int, byte: Int)
  case shapeTooLarge(tensor: String, dtype: DType)

  // The layout of the data
  case offsetsReversed(tensor: String, begin: Int, end: Int)
  case offsetsBeyondData(tensor: String, end: Int, dataBytes: Int)
  case sizeMismatch(tensor: String, dtype: DType, neededBytes: Int, storedBytes: Int)
  case overlap(tensor: String, begin: Int, other: String, end: Int)
  case hole(tensor: String, from: Int, to: Int)
  case trailingBytes(Int)

  // Use
  case notFloatingPoint(tensor: String, dtype: DType)
  case reservedName(String)
}

/// One line, whatever the names are.
extension SafetensorsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncatedLength(let fileBytes):
      "\(fileBytes) bytes are too few for a safetensors file, which begins with an 8-byte length"
    case .headerTooLong(let headerBytes):
      "the header is \(headerBytes) bytes long, and the format allows "
        + "\(SafetensorsFile.maximumHeaderBytes); is this a safetensors file?"
    case .headerBeyondEnd(let headerBytes, let fileBytes):
      "the header takes \(headerBytes) bytes after the first 8, but the file has only \(fileBytes); "
        + "it is cut short or no safetensors file"
    case .headerNotObject(let byte):
      "the header does not begin with \"{\" at byte \(byte); is this a safetensors file?"
    case .headerSyntax(let problem, let byte):
      "the header is not JSON at byte \(byte): \(problem)"
    case .duplicateTensor(let name): "tensor \(quoted(name)) occurs twice"
    case .duplicateKey(let key, let byte):
      "the key \(quoted(key)) occurs for a second time at byte \(byte)"
    case .metadataNotObject(let byte): "__metadata__ is not an object at byte \(byte)"
    case .metadataValueNotString(let key, let byte):
      "the value of the metadata key \(quoted(key)) is not a string at byte \(byte)"
    case .tensorNotObject(let tensor, let byte):
      "tensor \(quoted(tensor)) is not described by an object at byte \(byte)"
    case .missingField(let tensor, let field, let byte):
      "tensor \(quoted(tensor)) has no \(field) in its description at byte \(byte)"
    case .unknownField(let tensor, let field, let byte):
      "tensor \(quoted(tensor)) has a field \(quoted(field)) at byte \(byte); "
        + "the format knows dtype, shape and data_offsets"
    case .wrongFieldType(let tensor, let field, let expected, let byte):
      "tensor \(quoted(tensor)): expected \(expected) for \(field) at byte \(byte)"
    case .unknownDType(let tensor, let dtype, let byte):
      "tensor \(quoted(tensor)) has the dtype \(quoted(dtype)) at byte \(byte); this reader knows "
        + DType.allCases.map(\.rawValue).joined(separator: ", ")
    case .notACount(let tensor, let field, let number, let byte):
      "tensor \(quoted(tensor)): \(printable(number, limit: nameLimit)) in \(field) at byte \(byte) "
        + "is not a whole number from 0 to \(Int.max)"
    case .offsetCount(let tensor, let count, let byte):
      "tensor \(quoted(tensor)): data_offsets at byte \(byte) holds \(count) numbers instead of 2"
    case .shapeTooLarge(let tensor, let dtype):
      "tensor \(quoted(tensor)): the size of its shape in \(dtype.rawValue) is beyond \(Int.max) bytes"
    case .offsetsReversed(let tensor, let begin, let end):
      "tensor \(quoted(tensor)) begins at \(begin) of the data and ends before, at \(end)"
    case .offsetsBeyondData(let tensor, let end, let dataBytes):
      "tensor \(quoted(tensor)) ends at \(end) of the data, which has \(dataBytes) bytes; "
        + "the file is cut short or damaged"
    case .sizeMismatch(let tensor, let dtype, let neededBytes, let storedBytes):
      "tensor \(quoted(tensor)): its shape in \(dtype.rawValue) takes \(neededBytes) bytes, "
        + "but its offsets hold \(storedBytes)"
    case .overlap(let tensor, let begin, let other, let end):
      "tensor \(quoted(tensor)) begins at \(begin) of the data, "
        + "inside tensor \(quoted(other)), which ends at \(end)"
    case .hole(let tensor, let from, let to):
      "no tensor holds the data from \(from) to \(to), where tensor \(quoted(tensor)) begins"
    case .trailingBytes(let count): "no tensor holds the last \(count) bytes of the data"
    case .notFloatingPoint(let tensor, let dtype):
      "tensor \(quoted(tensor)) has the dtype \(dtype.rawValue), and floats were asked for"
    case .reservedName(let name):
      "no tensor can be named \(quoted(name)), which is the key of the metadata"
    }
  }
}

/// The longest stretch of a foreign name that a message repeats, in Unicode scalars.
private let nameLimit = 80

private func quoted(_ name: String) -> String {
  "\"\(printable(name, limit: nameLimit))\""
}
