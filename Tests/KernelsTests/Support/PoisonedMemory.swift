/// One array that holds all buffers of a call, with random bytes in front of each and behind it.
///
/// Buffers begin at any position, odd ones too.
struct PoisonedMemory {
  private(set) var bytes: [UInt8] = []
  private var random: SplitMix64

  init(_ random: inout SplitMix64) {
    self.random = SplitMix64(seed: random.next())
    poison(self.random.number(9...24))
  }

  private mutating func poison(_ count: Int) {
    for _ in 0..<count { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
  }

  /// Lays down little-endian elements of some bytes each; returns where they begin.
  mutating func place(_ values: [Int], bytes width: Int) -> Int {
    let position = reserve(values.count * width)
    bytes.store(values, at: position, bytes: width)
    return position
  }

  /// Lays down elements in room that has been reserved.
  mutating func put(_ values: [Int], at position: Int, bytes width: Int) {
    bytes.store(values, at: position, bytes: width)
  }

  /// The same of bytes behind which nothing comes.
  mutating func placeLast(_ values: [Int]) -> Int {
    let position = bytes.count
    bytes += littleEndian(values, bytes: 1)
    return position
  }

  /// Room that is full of poison; returns where it begins.
  mutating func reserve(_ count: Int, alignment: Int = 1) -> Int {
    poison((alignment - bytes.count % alignment) % alignment)
    let position = bytes.count
    poison(count + random.number(9...24))
    return position
  }
}

extension PoisonedMemory {
  /// What a call writes.
  struct Output {
    let position: Int
    let values: [Int]
    /// Of each value.
    let bytes: Int
  }

  /// Throws where a call leaves a byte of the memory otherwise than `outputs` say; bytes beside the
  /// outputs must stay as they are, but for those of a scratch that `mayChange`.
  func check(
    _ outputs: [Output], mayChange scratch: Range<Int> = 0..<0,
    _ call: (inout MutableSpan<UInt8>) -> Void
  ) throws {
    var expected = bytes
    for output in outputs {
      expected.store(output.values, at: output.position, bytes: output.bytes)
    }
    var actual = bytes
    var span = actual.mutableSpan
    call(&span)
    for position in expected.indices
    where actual[position] != expected[position] && !scratch.contains(position) {
      throw Difference(
        description: "byte \(position) \(place(position, outputs)): "
          + "got \(actual[position]), expected \(expected[position])")
    }
  }

  private func place(_ position: Int, _ outputs: [Output]) -> String {
    for (index, output) in outputs.enumerated() {
      let byte = position - output.position
      if (0..<output.values.count * output.bytes).contains(byte) {
        return "(output \(index), element \(byte / output.bytes))"
      }
    }
    return "(outside the outputs)"
  }
}

extension [UInt8] {
  fileprivate mutating func store(_ values: [Int], at position: Int, bytes: Int) {
    let stored = KernelsTests.littleEndian(values, bytes: bytes)
    replaceSubrange(position..<position + stored.count, with: stored)
  }
}

/// The low bytes of each value.
func littleEndian(_ values: [Int], bytes: Int) -> [UInt8] {
  values.flatMap { value in
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
