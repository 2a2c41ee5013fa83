import Foundation
import Kernels

/// A row of up to 4,095 values, a table of exponentials of up to 256 distances, and a row of scores.
struct SoftmaxRow {
  let values: [Int]
  let table: [Int]
  let memory: PoisonedMemory
  let source: Int
  let row: Int

  /// - Parameter greatest: the exponential of 0, from which the others fall; half of the tables fall as
  ///   exponentials do, the others anyhow.
  init(_ random: inout SplitMix64, greatest: Int) {
    let spread = random.edge(0...255)
    let lowest = random.number(-128...127 - spread)
    values = random.numbers(
      random.number(1...random.pick([40, 40, 511, 4_095])), lowest...lowest + spread)
    let slope = Double.random(in: 0.005...1, using: &random)
    let isExponential = random.happens(oneIn: 2)
    var table = [greatest]
    while table.count < 256, random.number(1...100) > 1 {
      table.append(
        isExponential
          ? Int(Double(greatest) * exp(-slope * Double(table.count)))
          : random.edge(0...greatest))
    }
    self.table = table
    var memory = PoisonedMemory(&random)
    source = memory.place(values, bytes: 1)
    row = memory.reserve(values.count)
    self.memory = memory
  }

  var description: String { "\(values), table of \(table.count): \(table.prefix(4))…" }

  /// The exponential of each value's distance to the highest; 0 beyond the table.
  func exponentials() -> [Int128] {
    let highest = values.reduce(Int.min, max)
    return values.map { value in
      let distance = highest - value
      return distance < table.count ? Int128(table[distance]) : 0
    }
  }

  func check(
    _ expected: [Int], bytes: Int, _ kernel: (Span<UInt8>, inout MutableSpan<UInt8>) -> Void
  ) throws {
    let file = littleEndian(table, bytes: bytes)
    try memory.check([.init(position: row, values: expected, bytes: 1)]) { memory in
      kernel(file.span, &memory)
    }
  }
}
