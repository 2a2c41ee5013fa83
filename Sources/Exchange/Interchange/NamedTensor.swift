/// One tensor of a safetensors file: its bytes are as the file holds them, row-major and
/// little-endian, and are always as many as `dtype` and `shape` ask for.
public struct NamedTensor: Equatable, Sendable {
  public var name: String
  public let dtype: DType
  /// The dimensions, outermost first. An empty shape is a scalar; a zero makes an empty tensor.
  public let shape: [Int]
  public let bytes: [UInt8]

  /// Requires that no dimension is negative and that `bytes` has the size of the shape.
  public init(name: String, dtype: DType, shape: [Int], bytes: [UInt8]) {
    precondition(
      dtype.tensorBytes(shape: shape) == bytes.count, "the bytes do not have the size of the shape")
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.bytes = bytes
  }
}
