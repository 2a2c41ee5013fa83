import Basics

extension NamedTensor {
  /// An F32 tensor. Requires that no dimension is negative and that `floats` has as many elements
  /// as the shape.
  public init(name: String, shape: [Int], floats: [Float]) {
    self.init(
      name: name, dtype: .float32, shape: shape,
      bytes: [UInt8](littleEndian: floats.map(\.bitPattern)))
  }

  /// The elements in row-major order.
  ///
  /// | stored | result |
  /// |---|---|
  /// | F32 | the same bits |
  /// | F16, BF16 | exact; the payload of a NaN is kept |
  /// | F64 | the nearest `Float`, ties to even; beyond the range, infinity |
  /// | integers, BOOL | throws ``SafetensorsError/notFloatingPoint(tensor:dtype:)`` |
  public func floats() throws(SafetensorsError) -> [Float] {
    switch dtype {
    case .float64: bytes.littleEndianNumbers(UInt64.self).map { Float(Double(bitPattern: $0)) }
    case .float32: bytes.littleEndianNumbers(UInt32.self).map { Float(bitPattern: $0) }
    case .float16: bytes.littleEndianNumbers(UInt16.self).map(Float.init(halfBits:))
    case .bfloat16:
      bytes.littleEndianNumbers(UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool:
      throw .notFloatingPoint(tensor: name, dtype: dtype)
    }
  }
}

extension Float {
  /// The value of an IEEE 754 binary16 pattern. (`Float16` does not exist on every host.)
  init(halfBits: UInt16) {
    let sign = UInt32(halfBits & 0x8000) << 16
    let exponent = UInt32(halfBits >> 10) & 0x1F
    let fraction = UInt32(halfBits & 0x3FF)
    let magnitude =
      switch exponent {
      case 0: (Float(fraction) * 0x1p-24).bitPattern
      case 0x1F: 0x7F80_0000 | fraction << 13
      default: (exponent + 127 - 15) << 23 | fraction << 13
      }
    self.init(bitPattern: sign | magnitude)
  }
}
