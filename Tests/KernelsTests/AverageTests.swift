import FixedPoint
import Kernels
import ModelFormat
import Testing

@Suite struct AverageTests {
  @Test func sums() throws { try SumsCase.check(3000, seed: 0x5A_0000) }

  @Test func averages() throws { try AveragesCase.check(6000, seed: 0xAE_0000) }
}

/// A count and sums that have gathered something. A row beyond the longest average changes nothing.
private struct SumsCase: RandomCase {
  private let bytes: Int
  private let width: Int
  private let channels: Int
  private let zeroPoint: Int
  private let count: Int
  private let sums: [Int]
  private let values: [Int]
  private let memory: PoisonedMemory
  private let row: Int
  private let place: Int

  init(_ random: inout SplitMix64) {
    bytes = random.number(1...2)
    width = random.number(1...9)
    channels = random.channels()
    zeroPoint = random.edge(-128...127)
    count = random.pick([0, 77, (1 << 23) - width, (1 << 23) - width + 1, 1 << 23])
    sums = random.numbers(channels, -(1 << 30)...1 << 30)
    values = random.numbers(width * channels, activations(bytes))
    var memory = PoisonedMemory(&random)
    row = memory.place(values, bytes: bytes)
    place = memory.reserve(4 + 4 * channels, alignment: 4)
    memory.put([count] + sums, at: place, bytes: 4)
    self.memory = memory
  }

  var description: String {
    "\(width) × \(channels) × \(bytes) bytes, zero point \(zeroPoint), count \(count)"
  }

  func check() throws {
    var expected = [count] + sums
    if count + width <= 1 << 23 {
      expected[0] += width
      for column in 0..<width {
        for channel in 0..<channels {
          expected[1 + channel] += values[column * channels + channel] - zeroPoint
        }
      }
    }
    let output = PoisonedMemory.Output(position: place, values: expected, bytes: 4)
    try memory.check([output]) { memory in
      if bytes == 1 { compute(Int8.self, &memory) } else { compute(Int16.self, &memory) }
    }
    guard bytes == 1 else { return }
    for form in forms { try check(form, output) }
  }

  private func check<Form: KernelForm>(_: Form.Type, _ output: PoisonedMemory.Output) throws {
    try memory.check([output]) { memory in
      Form.addToSums(
        width: width, channels: channels, zeroPoint: Int32(zeroPoint), &memory, row: row,
        sums: place)
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ memory: inout MutableSpan<UInt8>
  ) {
    addToSums(
      Value.self, width: width, channels: channels, zeroPoint: Int32(zeroPoint), &memory,
      row: row, sums: place)
  }
}

/// Sums as large as rows can make them. Only int8 has a scaled mean.
private struct AveragesCase: RandomCase {
  private let form: AverageForm
  private let bytes: Int
  private let zeroPoint: Int
  private let count: Int
  private let sums: [Int]
  private let multiplier: Multiplier
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let place: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    form = random.pick([.scaledMean, .valueMean, .scaledSum])
    bytes = form == .scaledMean ? 1 : random.number(1...2)
    zeroPoint = random.edge(-128...127)
    // The sums of int16 fit 32 bits for up to 2¹⁵ positions.
    count = random.number(1...random.pick(bytes == 1 ? [3, 100, 1 << 23] : [3, 100, 1 << 15]))
    let range = activations(bytes)
    let lowest = range.lowerBound - zeroPoint
    let highest = range.upperBound - zeroPoint
    let most = count * max(-lowest, highest)
    sums = random.numbers(
      random.channels(), count * lowest + count / 2...count * highest - count / 2)
    multiplier =
      form == .scaledMean
      ? random.multiplier(bound: 255 * 256, bits: 8)
      : random.multiplier(bound: most, bits: 8 * bytes)
    requantiser = random.requantiser(bytes: bytes)
    var memory = PoisonedMemory(&random)
    place = memory.place([count] + sums, bytes: 4)
    row = memory.reserve(sums.count * bytes)
    self.memory = memory
  }

  var description: String {
    "\(form) of \(count) × \(bytes) bytes, zero point \(zeroPoint), sums \(sums), "
      + "\(multiplier), \(requantiser)"
  }

  func check() throws {
    let expected = sums.map(value)
    try memory.check([.init(position: row, values: expected, bytes: bytes)]) { memory in
      if bytes == 1 { compute(Int8.self, &memory) } else { compute(Int16.self, &memory) }
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ memory: inout MutableSpan<UInt8>
  ) {
    writeAverages(
      Value.self, form, channels: sums.count, zeroPoint: Int32(zeroPoint), multiplier,
      requantiser, &memory, sums: place, row: row)
  }

  private func value(_ sum: Int) -> Int {
    switch form {
    case .scaledMean:
      requantiser.exact(Int(nearestHalfUp(256 * Int128(sum), Int128(count))), multiplier)
    case .valueMean:
      requantiser.exactClamp(
        Int(nearestHalfAway(Int128(sum + zeroPoint * count), Int128(count))))
    case .scaledSum: requantiser.exact(sum, multiplier)
    }
  }
}
