import Kernels
import Testing

@Suite struct MemoryTests {
  @Test func words() throws { try WordCase.check(2000, seed: 0x3E_0000) }
}

/// A word is stored little-endian at any position, and read back.
private struct WordCase: RandomCase {
  private let value: Int
  private let bytes: Int
  private let memory: PoisonedMemory
  private let position: Int

  init(_ random: inout SplitMix64) {
    bytes = random.pick([2, 4, 8])
    value =
      switch bytes {
      case 2: random.edge(0...65_535)
      case 4: random.edge(Int(Int32.min)...Int(Int32.max))
      default: random.edge(Int.min...Int.max)
      }
    var memory = PoisonedMemory(&random)
    position = memory.reserve(bytes)
    self.memory = memory
  }

  var description: String { "\(value) in \(bytes) bytes" }

  func check() throws {
    var read = 0
    try memory.check([.init(position: position, values: [value], bytes: bytes)]) { memory in
      switch bytes {
      case 2:
        memory.store(half: value, at: position)
        read = memory.half(at: position)
      case 4:
        memory.store(Int32(value), at: position)
        read = Int(memory.int32(at: position))
      default:
        memory.store(Int64(value), at: position)
        read = Int(memory.int64(at: position))
      }
    }
    if read != value { throw Difference(description: "read \(read)") }
  }
}
