import FixedPoint
import Testing

@Suite struct SquareRootTests {
  @Test(
    arguments: [
      (0, 0), (3, 1), (4, 2), (1 << 62 - 1, 1 << 31 - 1), (1 << 62, 1 << 31), (.max, .max),
    ] as [(UInt64, UInt32)])
  func documentedValues(x: UInt64, result: UInt32) {
    #expect(squareRoot(x) == result)
  }

  @Test func everySmallNumber() throws {
    for x in UInt64(0)...200_000 { try check(x) }
  }

  @Test func aroundSquares() throws {
    try randomCases(300_000, seed: 0x5EED_000B) { random in
      let root = UInt64(random.anyWidth(UInt32.self))
      let square = root * root
      try check(square)
      try check(square &- 1)
      try check(square + 2 * root)
    }
  }

  @Test func randomNumbers() throws {
    try randomCases(1_000_000, seed: 0x5EED_000C) { try check($0.anyWidth(UInt64.self)) }
  }

  private func check(_ x: UInt64) throws {
    let root = Int128(squareRoot(x))
    let holds = root * root <= Int128(x) && Int128(x) < (root + 1) * (root + 1)
    try same(holds, true, "√\(x) as \(root)")
  }
}
