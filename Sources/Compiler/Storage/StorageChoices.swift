/// One choice for each op such that bytes of arena and instructions of decoding are best spent: a
/// knapsack, solved by dynamic programming over the bytes.
struct StorageChoices {
  struct Choice {
    var storage: WeightStorage
    /// Of arena, beside those of the first choice.
    var bytes: Int
    var instructions: Double
  }

  private let ops: [[Choice]]
  /// Bytes are counted in units, as few as leave the tables small.
  private let unit: Int
  /// For each op and number of units, the choice that leads to the fewest instructions of this and
  /// all ops before it.
  private var best: [[Int]] = []
  /// For each number of units, the fewest instructions of all ops.
  private var instructions: [Double]

  /// - Parameters:
  ///   - ops: the choices of each, the first of which adds nothing.
  ///   - most: bytes that may be asked for.
  init(_ ops: [[Choice]], most: Int) {
    self.ops = ops
    let most = max(0, most)
    unit = max(16, most / 8_192)
    let units = most / unit + ops.count + 1
    instructions = [Double](repeating: 0, count: units)
    for choices in ops {
      var next = [Double](repeating: .infinity, count: units)
      var chosen = [Int](repeating: 0, count: units)
      for (index, choice) in choices.enumerated() {
        let size = self.size(choice)
        for room in size..<max(size, units) {
          let total = instructions[room - size] + choice.instructions
          if total < next[room] {
            next[room] = total
            chosen[room] = index
          }
        }
      }
      instructions = next
      best.append(chosen)
    }
  }

  private func size(_ choice: Choice) -> Int { (choice.bytes + unit - 1) / unit }

  /// The fewest instructions that so many bytes allow.
  func fastest(bytes: Int) -> [WeightStorage] {
    storage(units: min(bytes / unit, instructions.count - 1))
  }

  /// The fewest bytes with which decoding takes no more instructions; the fastest where none do.
  func cheapest(instructions limit: Double) -> [WeightStorage] {
    storage(units: instructions.firstIndex { $0 <= limit } ?? instructions.count - 1)
  }

  private func storage(units: Int) -> [WeightStorage] {
    var room = units
    var chosen: [WeightStorage] = []
    for (choices, best) in zip(ops, best).reversed() {
      let choice = choices[best[room]]
      chosen.append(choice.storage)
      room -= size(choice)
    }
    return chosen.reversed()
  }
}
