internal import FixedPoint
internal import ModelFormat

/// Scores in 1/256: y = ⌊(256·e[d] + total/2) / total⌋ − 128, at most 127, where d is the distance to
/// the highest value and e the table of exponentials (0 beyond its end).
@inline(never)
public func softmax(
  _ table: Span<UInt8>, _ memory: inout MutableSpan<UInt8>, source: Int, row: Int, count: Int
) {
  let highest = highestValue(memory, source, count)
  var total: UInt32 = 0
  for element in 0..<count {
    total &+= exponential(table, highest &- Int8.load(memory, at: source &+ element))
  }
  for element in 0..<count {
    let value = exponential(table, highest &- Int8.load(memory, at: source &+ element))
    memory[row &+ element] = UInt8(
      bitPattern: softmaxScore(exponential: value, total: total))
  }
}

/// Scores in 1/256, as gemmlowp computes them from a table of exponentials (0 beyond its end) of the
/// distance to the highest value.
@inline(never)
public func gemmlowpSoftmax(
  _ table: Span<UInt8>, _ memory: inout MutableSpan<UInt8>, source: Int, row: Int, count: Int
) {
  let highest = highestValue(memory, source, count)
  var sum: Int32 = 0
  for element in 0..<count {
    sum &+= GemmlowpShares.addend(
      longExponential(table, highest &- Int8.load(memory, at: source &+ element)))
  }
  let shares = GemmlowpShares(sum: sum)
  for element in 0..<count {
    let value = longExponential(table, highest &- Int8.load(memory, at: source &+ element))
    memory[row &+ element] = UInt8(bitPattern: shares.score(value))
  }
}

@inline(never)
private func highestValue(
  _ memory: borrowing MutableSpan<UInt8>, _ source: Int, _ count: Int
) -> Int32 {
  var highest = Int8.lowest
  for element in 0..<count { highest = max(highest, Int8.load(memory, at: source &+ element)) }
  return highest
}

/// The distance is negative where a hostile plan lets the scores overwrite the values.
@inline(never)
private func exponential(_ table: Span<UInt8>, _ distance: Int32) -> UInt32 {
  let position = Int(distance) &* Layout.exponentialBytes
  return position >= 0 && position < table.count ? UInt32(table.uint16(at: position)) : 0
}

@inline(never)
private func longExponential(_ table: Span<UInt8>, _ distance: Int32) -> Int32 {
  let position = Int(distance) &* Layout.longExponentialBytes
  return position >= 0 && position < table.count ? table.int32(at: position) : 0
}
