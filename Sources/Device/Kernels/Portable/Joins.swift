public import FixedPoint
internal import ModelFormat

/// One of the two rows that a join reads.
public struct Operand {
  /// Where in memory the row starts.
  public let row: Int
  public let zeroPoint: Int32
  /// To the scale that both operands are brought to.
  public let multiplier: Multiplier

  @inline(__always)
  public init(row: Int, zeroPoint: Int32, multiplier: Multiplier) {
    self.row = row
    self.zeroPoint = zeroPoint
    self.multiplier = multiplier
  }

  /// q − zero point.
  @inline(__always)
  fileprivate func centred<Value: Activation>(
    _: Value.Type, _ memory: borrowing MutableSpan<UInt8>, _ element: Int
  ) -> Int32 {
    Value.load(memory, at: row &+ element &* Value.bytes) &- zeroPoint
  }

  /// scale((q − zero point) · 2^bits).
  @inline(never)
  fileprivate func addend<Value: Activation>(
    _: Value.Type, _ memory: borrowing MutableSpan<UInt8>, _ element: Int, _ rounding: Rounding
  ) -> Int32 {
    multiplier.scale(centred(Value.self, memory, element) &<< Value.additionBits, rounding)
  }
}

/// A row of a sum of int8 values, or of a difference.
public struct RowSum {
  let isDifference: Bool
  let a: Operand
  let b: Operand
  /// Of the sum.
  let multiplier: Multiplier
  var requantiser: Requantiser
  /// Where in memory the row goes, and its values.
  let row: Int
  let count: Int

  @inline(__always)
  public init(
    isDifference: Bool, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
    _ requantiser: Requantiser, row: Int, count: Int
  ) {
    self.isDifference = isDifference
    self.a = a
    self.b = b
    self.multiplier = multiplier
    self.requantiser = requantiser
    self.row = row
    self.count = count
  }
}

extension Portable {
  public static func add(_ sum: inout RowSum, _ memory: inout MutableSpan<UInt8>) {
    addRows(
      Int8.self, isDifference: sum.isDifference, sum.a, sum.b, sum.multiplier, sum.requantiser,
      &memory, row: sum.row, count: sum.count)
  }
}

/// One row of a sum of two tensors, or of their difference.
///
/// y = requantise(scale₁((a − z₁)·2^bits) ± scale₂((b − z₂)·2^bits)), of int8 with 20 bits, of int16
/// with 15: both operands are brought to a common scale first.
@inline(never)
public func addRows<Value: Activation>(
  _: Value.Type, isDifference: Bool = false, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
  _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int, count: Int
) {
  for element in 0..<count {
    let first = a.addend(Value.self, memory, element, requantiser.rounding)
    let second = b.addend(Value.self, memory, element, requantiser.rounding)
    Value.store(
      requantiser(isDifference ? first &- second : first &+ second, multiplier), in: &memory,
      at: row &+ element &* Value.bytes)
  }
}

/// One row of a sum with a constant for each channel, or of the constants' difference from it.
///
/// y = requantise(scale((x − z)·2^bits) + c), or requantise(c − scale((x − z)·2^bits)): as in `addRows`
/// with a constant operand that has been brought to the common scale before.
///
/// - Parameter constants: little-endian int32, one for each channel.
@inline(never)
public func offsetRows<Value: Activation>(
  _: Value.Type, isReversed: Bool, _ operand: Operand, _ constants: Span<UInt8>,
  _ multiplier: Multiplier, _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>,
  row: Int, width: Int, channels: Int
) {
  var element = 0
  for _ in 0..<width {
    for channel in 0..<channels {
      let value = operand.addend(Value.self, memory, element, requantiser.rounding)
      let constant = constants.int32(at: channel &* 4)
      Value.store(
        requantiser(isReversed ? constant &- value : constant &+ value, multiplier), in: &memory,
        at: row &+ element &* Value.bytes)
      element &+= 1
    }
  }
}

/// One row of a product of two tensors: y = requantise((a − z₁) · (b − z₂)).
@inline(never)
public func multiplyRows<Value: Activation>(
  _: Value.Type, _ a: Operand, _ b: Operand, _ multiplier: Multiplier,
  _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int, count: Int
) {
  for element in 0..<count {
    let product =
      a.centred(Value.self, memory, element) &* b.centred(Value.self, memory, element)
    Value.store(
      requantiser(product, multiplier), in: &memory, at: row &+ element &* Value.bytes)
  }
}

/// One tensor's channels in a row of a concatenation: y = requantise(x − z), with the operand's
/// factor; as they stand where that changes nothing.
///
/// - Parameters:
///   - row: where in memory the first of them goes.
///   - channels: of the tensor, and of the whole row.
@inline(never)
public func concatenate<Value: Activation>(
  _: Value.Type, _ operand: Operand, width: Int, channels: (part: Int, whole: Int),
  _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int
) {
  let isCopy = operand.multiplier == .one && operand.zeroPoint == requantiser.zeroPoint
  var source = operand.row
  var target = row
  for _ in 0..<width {
    for channel in 0..<channels.part {
      let value = Value.load(memory, at: source)
      Value.store(
        isCopy
          ? requantiser.clamp(value)
          : requantiser(value &- operand.zeroPoint, operand.multiplier), in: &memory,
        at: target &+ channel &* Value.bytes)
      source &+= Value.bytes
    }
    target &+= channels.whole &* Value.bytes
  }
}
