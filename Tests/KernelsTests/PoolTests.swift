import Kernels
import Testing

@Suite struct PoolTests {
  @Test func randomShapes() throws { try PoolCase.check(12_000, seed: 0xB00_0000) }
}

private struct PoolCase: RandomCase {
  private let form: any KernelForm.Type
  private let isMaximum: Bool
  private let sliding: Sliding
  private let ring: Ring
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let input: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    form = forms[random.number(0...forms.count - 1)]
    isMaximum = random.happens(oneIn: 2)
    let (bytes, channels) = (random.number(1...2), random.channels())
    sliding = Sliding(&random, inputChannels: channels, channels: channels)
    ring = Ring(
      &random, width: sliding.inputWidth, channels: channels, bytes: bytes,
      kernelRows: sliding.kernelRows, isTouched: true,
      values: random.pick([activations(bytes), -3...3]))
    requantiser = random.requantiser(bytes: bytes)
    var memory = PoisonedMemory(&random)
    input = memory.place(ring.values, bytes: bytes)
    row = memory.reserve(sliding.width * channels * bytes)
    self.memory = memory
  }

  var description: String {
    "\(form), maximum: \(isMaximum), \(sliding), \(ring), \(requantiser)"
  }

  func check() throws {
    let expected = (0..<sliding.width).flatMap { column in
      (0..<sliding.channels).map { requantiser.exactClamp(value(column, $0)) }
    }
    try memory.check([.init(position: row, values: expected, bytes: ring.bytes)]) { memory in
      if ring.bytes == 1 { compute(Int8.self, &memory) } else { compute(Int16.self, &memory) }
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ memory: inout MutableSpan<UInt8>
  ) {
    let window = ring.window(at: input, kernelRows: sliding.kernelRows)
    guard Value.bytes == 1, isMaximum else {
      pool(
        Value.self, isMaximum: isMaximum, sliding.shape, window, requantiser, &memory, row: row)
      return
    }
    var (shape, rows, rounding) = (sliding.shape, window, requantiser)
    form.maxPool(&shape, &rows, &rounding, &memory, row: row)
  }

  /// The highest value under the kernel, or the mean rounded half away from zero, without padding.
  private func value(_ column: Int, _ channel: Int) -> Int {
    var values: [Int] = []
    for row in 0..<sliding.kernelRows {
      for tap in 0..<sliding.kernelAcross {
        let across = column * sliding.strideAcross - sliding.padLeft + tap
        if let value = ring.value(row, across, channel) { values.append(value) }
      }
    }
    if isMaximum { return values.reduce(Int.min, max) }
    return Int(nearestHalfAway(Int128(values.reduce(0, +)), Int128(values.count)))
  }
}
