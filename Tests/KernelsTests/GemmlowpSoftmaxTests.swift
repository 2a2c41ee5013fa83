import Kernels
import Testing

@Suite struct GemmlowpSoftmaxTests {
  @Test func randomRows() throws { try GemmlowpSoftmaxCase.check(3000, seed: 0x6E_0000) }
}

/// gemmlowp's softmax, as its reference kernel has it, in 128 bits.
private struct GemmlowpSoftmaxCase: RandomCase {
  private let softmaxRow: SoftmaxRow

  init(_ random: inout SplitMix64) {
    softmaxRow = SoftmaxRow(&random, greatest: Int(Int32.max))
  }

  var description: String { softmaxRow.description }

  func check() throws {
    let exponentials = softmaxRow.exponentials()
    let sum = exponentials.reduce(0) { $0 + nearestHalfAway($1, powerOfTwo(12)) }
    let headroom = 31 - (0..<31).filter { powerOfTwo($0) <= sum }.reduce(0, max)
    let reciprocal = onePart(sum * powerOfTwo(headroom) - powerOfTwo(31))
    let expected = exponentials.map {
      let share = nearestHalfAway(
        highMultiply(reciprocal, $0), powerOfTwo(12 - headroom + 31 - 8))
      return min(127, Int(share) - 128)
    }
    try softmaxRow.check(expected, bytes: 4) { table, memory in
      gemmlowpSoftmax(
        table, &memory, source: softmaxRow.source, row: softmaxRow.row,
        count: softmaxRow.values.count)
    }
  }

  /// one_over_one_plus_x_for_x_in_0_1.
  private func onePart(_ a: Int128) -> Int128 {
    // RoundingHalfSum of a and one.
    let half = (a + powerOfTwo(31) - 1 + 1) / 2
    var x = 1_515_870_810 + highMultiply(half, -1_010_580_540)
    for _ in 0..<3 {
      let rest = powerOfTwo(29) - highMultiply(half, x)
      x += saturated(4 * highMultiply(x, rest))
    }
    return saturated(2 * x)
  }

  private func saturated(_ n: Int128) -> Int128 {
    min(max(n, -powerOfTwo(31)), powerOfTwo(31) - 1)
  }
}
