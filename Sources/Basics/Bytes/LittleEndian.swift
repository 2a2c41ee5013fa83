/// Numbers of any width at any place, the lowest byte first.
extension [UInt8] {
  /// The bytes of numbers, one number behind the other.
  @inlinable package init<Number: FixedWidthInteger>(littleEndian numbers: some Collection<Number>)
  {
    self = []
    reserveCapacity(numbers.count * Number.bitWidth / 8)
    for number in numbers {
      Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
  }

  /// - Precondition: The number lies inside.
  @inlinable package func littleEndian<Number: FixedWidthInteger>(
    _: Number.Type, at position: Int
  ) -> Number {
    withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self))
    }
  }

  /// The numbers that follow each other from the start to the end.
  ///
  /// - Precondition: They fill the array.
  @inlinable package func littleEndianNumbers<Number: FixedWidthInteger>(
    _: Number.Type
  ) -> [Number] {
    let width = Number.bitWidth / 8
    precondition(count % width == 0)
    return stride(from: 0, to: count, by: width).map { littleEndian(Number.self, at: $0) }
  }
}
