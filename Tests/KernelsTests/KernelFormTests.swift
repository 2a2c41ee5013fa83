import Kernels
import Testing

/// Every form of the inner loops. A form for another processor adds a line here.
private var forms: [any KernelForm.Type] {
  [
    Portable.self
  ]
}

@Suite struct KernelFormTests {
  @Test func dots() throws {
    for form in forms { try checkForm(form, 4000, seed: 0xD07_0000) }
  }

  /// As many weights as the largest convolution may have; beyond 2³¹, the sum wraps.
  @Test func longDots() throws {
    for form in forms {
      for x in [-32_768, 32_767] {
        for weight in [-128, 127] {
          for count in [255, 256, 257, 511, 512, 513, 1023] {
            var random = SplitMix64(seed: UInt64(count))
            let dot = DotCase(
              &random, Array(repeating: x, count: count), isInt16: true, weights: weight...weight)
            try dot.check(form)
          }
        }
      }
    }
  }

  private func checkForm<Form: KernelForm>(_: Form.Type, _ count: Int, seed: UInt64) throws {
    try FormCase<Form>.check(count, seed: seed)
  }
}

private struct FormCase<Form: KernelForm>: RandomCase {
  let dot: DotCase

  init(_ random: inout SplitMix64) { dot = DotCase(&random) }

  var description: String { "\(Form.self), \(dot)" }

  func check() throws { try dot.check(Form.self) }
}

/// Values, and the weights of four channels, with others in front of them, between them and behind.
private struct DotCase: CustomStringConvertible {
  let x: [Int]
  let isInt16: Bool
  let first: Int
  let stride: Int
  let weights: [Int]
  let memory: PoisonedMemory
  private let values: Range<Int>
  private let start: Int

  init(_ random: inout SplitMix64) {
    let isInt16 = random.happens(oneIn: 2)
    let x = random.numbers(random.number(0...70), activations(isInt16 ? 2 : 1))
    self.init(
      &random, x, isInt16: isInt16, weights: random.pick([-128 ... -128, 127...127, -128...127]))
  }

  init(_ random: inout SplitMix64, _ x: [Int], isInt16: Bool, weights range: ClosedRange<Int>) {
    self.x = x
    self.isInt16 = isInt16
    first = random.number(0...9)
    stride = x.count + random.number(0...9)
    weights = random.numbers(first + stride * 3 + x.count + random.number(0...9), range)
    var memory = PoisonedMemory(&random)
    let position = memory.place(x, bytes: isInt16 ? 2 : 1)
    values = position..<position + x.count * (isInt16 ? 2 : 1)
    start = memory.place(weights, bytes: 1)
    self.memory = memory
  }

  var description: String {
    "\(x.count) values, int16: \(isInt16), first weight \(first), stride \(stride)"
  }

  func check<Form: KernelForm>(_: Form.Type) throws {
    let bytes = memory.bytes.span
    let values = bytes.extracting(values)
    var sums = Sums(repeating: 0)
    for lane in sums.indices { sums[lane] = Self.sumBefore(lane) }
    Form.addDots(
      values, isInt16: isInt16, bytes.extracting(start + first..<start + weights.count),
      stride: stride, to: &sums)
    for lane in sums.indices {
      let expected = expectedSum(lane)
      try require(
        sums[lane] &- Self.sumBefore(lane), expected, "dots, channel \(lane)")
      let place = start + first + lane * stride
      let dot = Form.dot(
        values, isInt16: isInt16, bytes.extracting(place..<place + x.count))
      try require(dot, expected, "dot, channel \(lane)")
    }
  }

  private static func sumBefore(_ lane: Int) -> Int32 { 1000 - 777 * Int32(lane) }

  private func require(_ actual: Int32, _ expected: Int128, _ name: String) throws {
    guard Int128(actual) != expected else { return }
    throw Difference(description: "\(self), \(name): got \(actual), expected \(expected)")
  }

  private func expectedSum(_ lane: Int) -> Int128 {
    var sum = 0
    for (index, value) in x.enumerated() {
      sum += value * weights[first + lane * stride + index]
    }
    return wrapped32(Int128(sum))
  }
}
