import FixedPoint
import Testing

@Suite struct WideningTests {
  @Test func documentedValues() {
    #expect(Int64(widening: 0 as Int32) == 0)
    #expect(Int64(widening: -1 as Int32) == -1)
    #expect(Int64(widening: Int32.max) == 2_147_483_647)
    #expect(Int64(widening: Int32.min) == -2_147_483_648)
    #expect(UInt64(widening: 0 as UInt32) == 0)
    #expect(UInt64(widening: 1 << 31 as UInt32) == 2_147_483_648)
    #expect(UInt64(widening: UInt32.max) == 4_294_967_295)
  }

  @Test func keepsEveryValue() throws {
    func check(_ x: Int32) throws {
      try same(Int64(widening: x), Int64(x), "\(x)")
      let word = UInt32(bitPattern: x)
      try same(UInt64(widening: word), UInt64(word), "\(word)")
    }
    for x in int32Edges { try check(x) }
    try randomCases(1_000_000, seed: 0x5EED_0001) { try check($0.anyWidth(Int32.self)) }
  }
}
