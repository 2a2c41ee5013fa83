import FixedPoint
import Kernels
import Testing

@Suite struct JoinTests {
  @Test func sums() throws { try PairCase<Sum>.check(12_000, seed: 0xADD_0000) }

  @Test func differences() throws { try PairCase<Subtraction>.check(12_000, seed: 0x5B_0000) }

  @Test func offsets() throws { try OffsetCase.check(4000, seed: 0x0F_0000) }

  @Test func products() throws { try PairCase<Product>.check(4000, seed: 0x3D_0000) }
}

private protocol PairKind {
  /// Bounds what goes into the last requantisation.
  static func bound(bytes: Int) -> Int

  static func exact(
    _ a: PlacedOperand, _ b: PlacedOperand, _ index: Int, bytes: Int, _ rounding: Rounding
  ) -> Int

  static func compute<Value: Activation>(
    _: Value.Type, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
    _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int, count: Int,
    form: any KernelForm.Type)
}

private enum Sum: PairKind {
  // Each operand's factor is at most ½: its addend stays below 2²⁷, or 2³⁰.
  static func bound(bytes: Int) -> Int { bytes == 1 ? 1 << 28 : Int(Int32.max) }

  /// Operands are shifted up by 20 bits, or 15 of int16.
  static func exact(
    _ a: PlacedOperand, _ b: PlacedOperand, _ index: Int, bytes: Int, _ rounding: Rounding
  ) -> Int {
    let unit = bytes == 1 ? 1 << 20 : 1 << 15
    return a.operand.multiplier.exact(a.centred(index) * unit, rounding)
      + b.operand.multiplier.exact(b.centred(index) * unit, rounding)
  }

  static func compute<Value: Activation>(
    _: Value.Type, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
    _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int, count: Int,
    form: any KernelForm.Type
  ) {
    guard Value.bytes == 1 else {
      addRows(Value.self, a, b, multiplier, requantiser, &memory, row: row, count: count)
      return
    }
    var sum = RowSum(
      isDifference: false, a, b, multiplier, requantiser, row: row, count: count)
    form.add(&sum, &memory)
  }
}

private enum Subtraction: PairKind {
  static func bound(bytes: Int) -> Int { Sum.bound(bytes: bytes) }

  static func exact(
    _ a: PlacedOperand, _ b: PlacedOperand, _ index: Int, bytes: Int, _ rounding: Rounding
  ) -> Int {
    let unit = bytes == 1 ? 1 << 20 : 1 << 15
    return a.operand.multiplier.exact(a.centred(index) * unit, rounding)
      - b.operand.multiplier.exact(b.centred(index) * unit, rounding)
  }

  static func compute<Value: Activation>(
    _: Value.Type, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
    _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int, count: Int,
    form: any KernelForm.Type
  ) {
    guard Value.bytes == 1 else {
      addRows(
        Value.self, isDifference: true, a, b, multiplier, requantiser, &memory, row: row,
        count: count)
      return
    }
    var sum = RowSum(
      isDifference: true, a, b, multiplier, requantiser, row: row, count: count)
    form.add(&sum, &memory)
  }
}

private enum Product: PairKind {
  static func bound(bytes: Int) -> Int { bytes == 1 ? 255 * 255 : 32_768 * 32_768 }

  static func exact(
    _ a: PlacedOperand, _ b: PlacedOperand, _ index: Int, bytes: Int, _ rounding: Rounding
  ) -> Int { a.centred(index) * b.centred(index) }

  static func compute<Value: Activation>(
    _: Value.Type, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
    _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int, count: Int,
    form: any KernelForm.Type
  ) {
    multiplyRows(Value.self, a, b, multiplier, requantiser, &memory, row: row, count: count)
  }
}

/// A sum or a product of two rows. Zero points of int16 are 0.
private struct PairCase<Kind: PairKind>: RandomCase {
  private let form: any KernelForm.Type
  private let bytes: Int
  private let a: PlacedOperand
  private let b: PlacedOperand
  private let multiplier: Multiplier
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let row: Int

  init(_ random: inout SplitMix64) {
    form = forms[random.number(0...forms.count - 1)]
    bytes = random.number(1...2)
    let count = random.number(1...40)
    var memory = PoisonedMemory(&random)
    // Factors up to ½, the greatest mantissa included; the compiler gives one operand ½.
    let factors = (0..<2).map { _ in
      random.happens(oneIn: 2)
        ? Multiplier(q31: 1 << 30, shift: 0)
        : Multiplier(
          q31: Int32(random.edge(1 << 30...Int(Int32.max))), shift: Int32(-random.number(1...9)))
    }
    let zeroPoints = (0..<2).map { [bytes] _ in bytes == 1 ? random.edge(-128...127) : 0 }
    a = PlacedOperand(
      &random, &memory, count: count, bytes: bytes, zeroPoint: zeroPoints[0], factors[0])
    b = PlacedOperand(
      &random, &memory, count: count, bytes: bytes, zeroPoint: zeroPoints[1], factors[1])
    multiplier = random.multiplier(bound: Kind.bound(bytes: bytes), bits: 8 * bytes)
    requantiser = random.requantiser(bytes: bytes, zeroPoint: bytes == 1 ? nil : 0)
    row = memory.reserve(count * bytes)
    self.memory = memory
  }

  var description: String {
    "\(form), \(Kind.self) of \(a.values.count) × \(bytes) bytes, \(a), \(b), \(multiplier), "
      + "\(requantiser)"
  }

  func check() throws {
    let expected = a.values.indices.map {
      requantiser.exact(
        Kind.exact(a, b, $0, bytes: bytes, requantiser.rounding), multiplier)
    }
    try memory.check([.init(position: row, values: expected, bytes: bytes)]) { memory in
      if bytes == 1 { compute(Int8.self, &memory) } else { compute(Int16.self, &memory) }
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ memory: inout MutableSpan<UInt8>
  ) {
    Kind.compute(
      Value.self, a.operand, b.operand, multiplier, requantiser, &memory, row: row,
      count: a.values.count, form: form)
  }
}

/// A sum of a row with a constant for each channel. Zero points of int16 are 0.
private struct OffsetCase: RandomCase {
  private let bytes: Int
  private let width: Int
  private let isReversed: Bool
  private let operand: PlacedOperand
  private let constants: [Int32]
  private let multiplier: Multiplier
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let row: Int

  init(_ random: inout SplitMix64) {
    bytes = random.number(1...2)
    width = random.number(1...5)
    isReversed = random.happens(oneIn: 2)
    let channels = random.number(1...12)
    var memory = PoisonedMemory(&random)
    let factor = Multiplier(
      q31: Int32(random.edge(1 << 30...Int(Int32.max))), shift: Int32(-random.number(1...9)))
    operand = PlacedOperand(
      &random, &memory, count: width * channels, bytes: bytes,
      zeroPoint: bytes == 1 ? random.edge(-128...127) : 0, factor)
    // As a constant operand with a factor of at most a half would be.
    let reach = bytes == 1 ? 1 << 27 : 1 << 29
    constants = random.numbers(channels, -reach...reach).map { Int32($0) }
    multiplier = random.multiplier(bound: Sum.bound(bytes: bytes), bits: 8 * bytes)
    requantiser = random.requantiser(bytes: bytes, zeroPoint: bytes == 1 ? nil : 0)
    row = memory.reserve(width * channels * bytes)
    self.memory = memory
  }

  var description: String {
    "\(width) × \(constants) × \(bytes) bytes, reversed \(isReversed), \(operand), \(multiplier), "
      + "\(requantiser)"
  }

  func check() throws {
    let unit = bytes == 1 ? 1 << 20 : 1 << 15
    let expected = operand.values.indices.map { index in
      let value = operand.operand.multiplier.exact(
        operand.centred(index) * unit, requantiser.rounding)
      let constant = Int(constants[index % constants.count])
      return requantiser.exact(isReversed ? constant - value : constant + value, multiplier)
    }
    try memory.check([.init(position: row, values: expected, bytes: bytes)]) { memory in
      if bytes == 1 { compute(Int8.self, &memory) } else { compute(Int16.self, &memory) }
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ memory: inout MutableSpan<UInt8>
  ) {
    let table = constants.flatMap { constant in
      (0..<4).map { UInt8(truncatingIfNeeded: constant >> (8 * $0)) }
    }
    offsetRows(
      Value.self, isReversed: isReversed, operand.operand, table.span, multiplier, requantiser,
      &memory, row: row, width: width, channels: constants.count)
  }
}
