import Basics
import FixedPoint
import Testing

@Suite struct LongFactorTests {
  @Test(
    arguments: [
      (5, 0, 3), (-5, 0, -2), (1 << 46, -16, 1 << 29), (-1, -31, 0), (7, 1, 7),
    ] as [(Int64, Int32, Int32)])
  func documented(x: Int64, shift: Int32, result: Int32) {
    #expect(LongFactor(q15: 1 << 14, shift: shift).scale(x) == result)
  }

  /// Against 128 bits, at every shift, with sums at the ends of their range and around every power of
  /// two.
  @Test func everyShift() throws {
    var sums: [Int64] = [0, (1 << 47) - 1, 1 - 1 << 47]
    for bit in 0..<47 {
      for near in -1...1 { sums += [1 << bit + Int64(near), -(1 << bit) + Int64(near)] }
    }
    var random = SplitMix64(seed: 5)
    for _ in 0..<200 { sums.append(Int64(bitPattern: random.next()) >> 16) }
    for shift in Int32(-31)...7 {
      for q15: Int32 in [0, 1, 1 << 14, 0x5A5B, 0x7FFF] {
        let factor = LongFactor(q15: q15, shift: shift)
        for x in sums {
          let bits = Int128(15 - shift)
          let exact = (Int128(x) * Int128(q15) + 1 << (bits - 1)) >> bits
          try same(
            factor.scale(x), Int32(truncatingIfNeeded: exact), "\(x) · \(q15) · 2^\(shift - 15)")
        }
      }
    }
  }

  @Test func hostileShiftsDoNotTrap() {
    for shift in Int32(Int8.min)...Int32(Int8.max) {
      _ = LongFactor(q15: 0x7FFF, shift: shift).scale(.min)
      _ = LongFactor(q15: 0x7FFF, shift: shift).scale(.max)
    }
  }
}
