internal import FixedPoint
internal import ModelFormat

/// Bits by which an addition widens its inputs before they are scaled.
private let additionBits: Int32 = 20

/// One row of a sum of two tensors.
///
/// y = clamp(scale(scale₁((a − z₁)·2²⁰) + scale₂((b − z₂)·2²⁰)) + zero point): both inputs are
/// brought to a common scale first.
func addRows(
  _ arena: inout MutableSpan<UInt8>, _ model: Model, _ op: OpRecord, _ first: Window,
  _ second: Window, _ output: TensorRecord, to row: Int
) {
  guard let a = first.row(0), let b = second.row(0) else { return }
  let edgeA = model.edge(op.firstEdge)
  let edgeB = model.edge(op.firstEdge &+ 1)
  let zeroA = model.tensor(edgeA.tensor).zeroPoint
  let zeroB = model.tensor(edgeB.tensor).zeroPoint
  let profile = model.profile
  for element in 0..<output.elements {
    let valueA = edgeA.multiplier.scale(
      (arena.int8(at: a &+ element) &- zeroA) &<< additionBits, profile)
    let valueB = edgeB.multiplier.scale(
      (arena.int8(at: b &+ element) &- zeroB) &<< additionBits, profile)
    let sum = op.multiplier.scale(valueA &+ valueB, profile) &+ output.zeroPoint
    arena.store(clamp(sum, op.lowest, op.highest), at: row &+ element)
  }
}

/// Copies one tensor's channels into their place in a row of a concatenation.
///
/// y = clamp(scale(x − z) + zero point); a multiplier of 1 with equal zero points copies.
///
/// - Returns: how many channels were copied.
func copyChannels(
  _ arena: inout MutableSpan<UInt8>, _ model: Model, _ op: OpRecord, _ edgeIndex: Int,
  _ window: Window, _ output: TensorRecord, to row: Int, firstChannel: Int
) -> Int {
  let edge = model.edge(edgeIndex)
  let input = model.source(edge)
  guard let source = window.row(0) else { return input.channels }
  for column in 0..<input.width {
    let from = source &+ column &* input.channels
    let to = row &+ column &* output.channels &+ firstChannel
    for channel in 0..<input.channels {
      let value = edge.multiplier.scale(
        arena.int8(at: from &+ channel) &- input.zeroPoint, model.profile)
      arena.store(clamp(value &+ output.zeroPoint, op.lowest, op.highest), at: to &+ channel)
    }
  }
  return input.channels
}

/// One row through a table of 256 values: y = table[x's bit pattern].
func lookUp(
  _ arena: inout MutableSpan<UInt8>, _ model: Model, _ op: OpRecord, count: Int,
  from source: Int, to row: Int
) {
  let table = model.bytes.extracting(op.weights..<op.weights &+ Layout.lookupEntries)
  for element in 0..<count { arena[row &+ element] = table[Int(arena[source &+ element])] }
}

/// Spreads one row of width × channels over a flattened row.
///
/// Element (x, c) goes to c · rows · width + x · `strideAcross` behind `row`, which is the place of
/// this row's first element: channels outermost, as a flattened picture has them.
func flattenRow(
  _ arena: inout MutableSpan<UInt8>, _ op: OpRecord, _ input: TensorRecord, from source: Int,
  to row: Int
) {
  let channelStride = op.kernelRows &* input.width
  for column in 0..<input.width {
    for channel in 0..<input.channels {
      arena[row &+ channel &* channelStride &+ column &* op.strideAcross] =
        arena[source &+ column &* input.channels &+ channel]
    }
  }
}

/// Scores in 1/256: y = ⌊(256·e[d] + total/2) / total⌋ − 128, at most 127, where d is the distance
/// to the highest value and e the model's table of exponentials (0 beyond its end).
func softmax(
  _ arena: inout MutableSpan<UInt8>, _ model: Model, _ op: OpRecord, count: Int,
  from source: Int, to row: Int
) {
  var highest = Int32(Int8.min)
  for element in 0..<count { highest = max(highest, arena.int8(at: source &+ element)) }
  var total: UInt32 = 0
  for element in 0..<count {
    total &+= exponential(model, op, highest &- arena.int8(at: source &+ element))
  }
  for element in 0..<count {
    let value = exponential(model, op, highest &- arena.int8(at: source &+ element))
    arena.store(softmaxScore(exponential: value, total: total), at: row &+ element)
  }
}

private func exponential(_ model: Model, _ op: OpRecord, _ distance: Int32) -> UInt32 {
  let position = Int(distance) &* Layout.exponentialBytes
  return position < op.weightBytes ? UInt32(model.bytes.uint16(at: op.weights &+ position)) : 0
}
