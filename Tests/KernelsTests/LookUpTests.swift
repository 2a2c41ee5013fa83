import Kernels
import Testing

@Suite struct LookUpTests {
  @Test func randomRows() throws { try LookUpCase.check(500, seed: 0x10_0000) }
}

/// Rows in which every value comes.
private struct LookUpCase: RandomCase {
  private let values: [Int]
  private let table: [Int]
  private let memory: PoisonedMemory
  private let source: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    values =
      random.happens(oneIn: 2)
      ? (-128...127).shuffled(using: &random)
      : random.numbers(random.number(0...20), -128...127)
    table = (0..<256).map { _ in random.number(-128...127) }
    var memory = PoisonedMemory(&random)
    source = memory.place(values, bytes: 1)
    row = memory.reserve(values.count)
    self.memory = memory
  }

  var description: String { "\(values.count) values" }

  func check() throws {
    let expected = values.map { table[$0 < 0 ? $0 + 256 : $0] }
    let bytes = littleEndian(table, bytes: 1)
    try memory.check([.init(position: row, values: expected, bytes: 1)]) { memory in
      lookUp(bytes.span, &memory, source: source, row: row, count: values.count)
    }
  }
}
