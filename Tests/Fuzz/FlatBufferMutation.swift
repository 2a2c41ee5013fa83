import Basics

@_extern(c, "LLVMFuzzerMutate")
private func mutate(_ data: UnsafeMutablePointer<UInt8>?, _ count: Int, _ limit: Int) -> Int

/// Changes numbers where a model has them; now and then, bytes anywhere.
@c(LLVMFuzzerCustomMutator)
public func mutateModel(
  _ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  var random = SplitMix64(seed: UInt64(seed))
  var buffer = MutableFlatBuffer(Array(UnsafeBufferPointer(start: data, count: count)))
  let slots = buffer.slots()
  guard !slots.isEmpty, random.next() % 8 != 0 else { return mutate(data, count, limit) }
  for _ in 0...random.next() % 4 {
    buffer.change(slots[Int(random.next() % UInt64(slots.count))], slots, &random)
  }
  for (index, byte) in buffer.bytes.enumerated() { data[index] = byte }
  return count
}

/// A model whose structure is followed as far as it leads.
private struct MutableFlatBuffer {
  private(set) var bytes: [UInt8]

  /// A number in the file.
  struct Slot {
    var byte: Int
    var size: Int
  }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func number(_ byte: Int, _ size: Int) -> Int64? {
    guard byte >= 0, byte <= bytes.count - size else { return nil }
    switch size {
    case 1: return Int64(Int8(bitPattern: bytes[byte]))
    case 2: return Int64(bytes.littleEndian(UInt16.self, at: byte))
    case 4: return Int64(bytes.littleEndian(Int32.self, at: byte))
    default: return bytes.littleEndian(Int64.self, at: byte)
    }
  }

  private func target(_ byte: Int) -> Int? {
    number(byte, 4).map { byte + Int(UInt32(truncatingIfNeeded: $0)) }
  }

  private func fieldCount(_ table: Int) -> Int {
    guard let back = number(table, 4), let length = number(table - Int(back), 2) else { return 0 }
    return max(0, Int(length) - 4) / 2
  }

  private func field(_ table: Int, _ number: Int) -> Int? {
    guard number < fieldCount(table), let back = self.number(table, 4),
      let offset = self.number(table - Int(back) + 4 + 2 * number, 2), offset > 0
    else { return nil }
    return table + Int(offset)
  }

  private func table(_ table: Int, _ number: Int) -> Int? { field(table, number).flatMap(target) }

  /// Where the elements of a vector stand.
  private func vector(_ table: Int, _ number: Int, _ size: Int) -> [Int] {
    guard let start = self.table(table, number), let count = self.number(start, 4), count > 0
    else { return [] }
    return (0..<min(Int(count), 64)).map { start + 4 + $0 * size }
  }

  private func tables(_ table: Int, _ number: Int) -> [Int] {
    vector(table, number, 4).compactMap(target)
  }

  private func values(_ table: Int, _ number: Int, _ size: Int) -> [Slot] {
    vector(table, number, size).map { Slot(byte: $0, size: size) }
  }

  private func scalar(_ table: Int, _ number: Int, _ size: Int) -> [Slot] {
    field(table, number).map { [Slot(byte: $0, size: size)] } ?? []
  }

  /// The numbers of a model by TFLite's schema, those of its structure left out.
  func slots() -> [Slot] {
    guard let model = target(0) else { return [] }
    var slots: [Slot] = []
    for code in tables(model, 1) { slots += scalar(code, 0, 1) + scalar(code, 3, 4) }
    for buffer in tables(model, 4) { slots += values(buffer, 0, 1) + values(buffer, 0, 4) }
    guard let graph = tables(model, 2).first else { return slots }
    slots += values(graph, 1, 4) + values(graph, 2, 4)
    for tensor in tables(graph, 0) {
      // Shapes matter most.
      for _ in 0..<3 { slots += values(tensor, 0, 4) }
      slots += scalar(tensor, 1, 1) + scalar(tensor, 2, 4)
      guard let quantisation = table(tensor, 4) else { continue }
      slots += values(quantisation, 2, 4) + values(quantisation, 3, 8)
    }
    for op in tables(graph, 3) {
      slots += scalar(op, 0, 4) + values(op, 1, 4) + values(op, 2, 4)
      guard let options = table(op, 4) else { continue }
      for number in 0..<min(fieldCount(options), 8) {
        slots += scalar(options, number, 1) + scalar(options, number, 4)
      }
    }
    return slots
  }

  private static let telling: [Int64] = [
    -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 64, 127, 128, 255, 256, 16_383, 16_384, 16_385,
    1 << 20, 1 << 24, 1 << 31 - 1, 1 << 31, -1 << 31, 0x3F80_0000, 0x3B80_0000, 0x7F80_0000,
  ]

  mutating func change(_ slot: Slot, _ slots: [Slot], _ random: inout SplitMix64) {
    guard let old = number(slot.byte, slot.size) else { return }
    let value: Int64
    switch random.next() % 6 {
    case 0: value = old &+ 1
    case 1: value = old &- 1
    case 2: value = random.next() % 2 == 0 ? old &* 2 : old / 2
    case 3:
      let other = slots[Int(random.next() % UInt64(slots.count))]
      value = number(other.byte, other.size) ?? 0
    case 4: value = Int64(truncatingIfNeeded: random.next())
    default: value = Self.telling[Int(random.next() % UInt64(Self.telling.count))]
    }
    for place in 0..<slot.size {
      bytes[slot.byte + place] = UInt8(truncatingIfNeeded: value >> (8 * Int64(place)))
    }
  }
}
