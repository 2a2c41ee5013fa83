import Basics

/// The element types of a safetensors file; the raw value is the spelling in the header.
///
/// Elements are little-endian. The format's narrow floats (`F8_…`, `F6_…`, `F4`) and `C64` are not
/// read.
public enum DType: String, CaseIterable, Sendable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  /// One byte an element, 0 or 1; other values are passed on as they are.
  case bool = "BOOL"

  /// The size of one element.
  public var elementBytes: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// The size of a tensor of this type, or nil where a dimension is negative or a product on the
  /// way, taken from the first dimension to the last, does not fit in `Int`.
  public func tensorBytes(shape: [Int]) -> Int? { (shape + [elementBytes]).product }
}
