import Kernels
import Testing

@Suite struct SoftmaxTests {
  @Test func randomRows() throws { try SoftmaxCase.check(3000, seed: 0x50_0000) }
}

private struct SoftmaxCase: RandomCase {
  private let softmaxRow: SoftmaxRow

  init(_ random: inout SplitMix64) {
    let greatest = random.pick([1, 2, 1000, 65_535])
    softmaxRow = SoftmaxRow(&random, greatest: greatest)
  }

  var description: String { softmaxRow.description }

  func check() throws {
    let exponentials = softmaxRow.exponentials()
    let total = exponentials.reduce(0, +)
    let expected = exponentials.map { min(127, Int(nearestHalfUp(256 * $0, total)) - 128) }
    try softmaxRow.check(expected, bytes: 2) { table, memory in
      softmax(
        table, &memory, source: softmaxRow.source, row: softmaxRow.row,
        count: softmaxRow.values.count)
    }
  }
}
