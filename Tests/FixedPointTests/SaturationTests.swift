import FixedPoint
import Testing

@Suite struct SaturationTests {
  @Test(arguments: [(5, 5), (128, 127), (-128, -128), (.min, -128)] as [(Int32, Int8)])
  func documentedInt8(x: Int32, result: Int8) {
    #expect(saturateInt8(x) == result)
  }

  @Test(
    arguments: [(-5, -5), (32768, 32767), (-32768, -32768), (.min, -32768)] as [(Int32, Int16)])
  func documentedInt16(x: Int32, result: Int16) {
    #expect(saturateInt16(x) == result)
  }

  @Test(
    arguments: [
      (5, -128, 127, 5), (-5, 0, 127, 0), (300, -128, 100, 100), (0, 50, -50, -50),
    ] as [(Int32, Int8, Int8, Int8)])
  func documentedClamp(x: Int32, low: Int8, high: Int8, result: Int8) {
    #expect(clamp(x, low, high) == result)
  }

  @Test func saturationAroundBothRanges() throws {
    for x in Array(-70_000...70_000) + int32Edges {
      try same(saturateInt8(x), saturated(Int128(x), Int8.self), "\(x)")
      try same(saturateInt16(x), saturated(Int128(x), Int16.self), "\(x)")
    }
  }

  /// Every pair of bounds, empty ranges included.
  @Test func clampAtEveryPairOfBounds() throws {
    let values: [Int32] = [.min, -40_000, -129, -128, -127, -1, 0, 1, 64, 127, 128, 70_000, .max]
    for low in Int8.min...Int8.max {
      for high in Int8.min...Int8.max {
        for x in values {
          let expected: Int32 =
            low > high || x > high ? Int32(high) : x < low ? Int32(low) : x
          try same(clamp(x, low, high), Int8(expected), "\(x) in \(low)...\(high)")
        }
      }
    }
  }
}
