import Basics
import Interchange
import Testing

private func floats<Word: FixedWidthInteger>(_ dtype: DType, _ words: [Word]) throws -> [Float] {
  try NamedTensor(
    name: "x", dtype: dtype, shape: [words.count], bytes: [UInt8](littleEndian: words)
  ).floats()
}

@Test func float32KeepsItsBits() throws {
  let patterns: [UInt32] = [0, 0x8000_0000, 1, 0x3DCC_CCCD, 0x7F80_0000, 0x7FC0_1234]
  #expect(try floats(.float32, patterns).map(\.bitPattern) == patterns)
  let tensor = NamedTensor(name: "x", shape: [2, 3], floats: patterns.map(Float.init(bitPattern:)))
  #expect(try tensor.floats().map(\.bitPattern) == patterns)
}

@Test func bfloat16IsTheUpperHalf() throws {
  let patterns = Array(UInt16.min...UInt16.max)
  let expected = patterns.map { UInt32($0) << 16 }
  #expect(try floats(.bfloat16, patterns).map(\.bitPattern) == expected)
}

@Test func float16ByItsDefinition() throws {
  let patterns = Array(UInt16.min...UInt16.max)
  for (pattern, value) in zip(patterns, try floats(.float16, patterns)) {
    let exponent = Int(pattern >> 10 & 0x1F)
    let fraction = Double(pattern & 0x3FF) / 1024
    let isNegative = pattern >> 15 == 1
    #expect((value.sign == .minus) == isNegative)
    if exponent == 31 {
      #expect(fraction == 0 ? value.isInfinite : value.isNaN)
      #expect(value.bitPattern << 9 == UInt32(pattern & 0x3FF) << 22)
    } else {
      var magnitude = exponent == 0 ? fraction * 2 : 1 + fraction
      for _ in 0..<abs(exponent - 15) { magnitude *= exponent < 15 ? 0.5 : 2 }
      // A subnormal has the exponent of the smallest normal number.
      #expect(Double(value.magnitude) == magnitude)
    }
  }
}

@Test func float64IsRoundedToNearest() throws {
  let doubles = [0.1, 1e39, -1e39, 16_777_217, 16_777_219, 1e-60, -0.0]
  let result = try floats(.float64, doubles.map(\.bitPattern))
  #expect(result == [0.1, .infinity, -.infinity, 16_777_216, 16_777_220, 0, 0])
  #expect(result[6].sign == .minus)
  #expect(try floats(.float64, [Double.nan.bitPattern])[0].isNaN)
}

@Test func integersAreNoFloats() {
  let integers = DType.allCases.filter { !"FB".contains($0.rawValue.prefix(1)) || $0 == .bool }
  #expect(integers.count == 9)
  for dtype in integers {
    #expect(throws: SafetensorsError.notFloatingPoint(tensor: "x", dtype: dtype)) {
      try floats(dtype, [UInt64(0)].prefix(0).map { $0 })
    }
  }
}
