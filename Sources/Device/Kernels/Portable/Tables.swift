/// One row through a table of 256 values: y = table[x's bit pattern].
@inline(never)
public func lookUp(
  _ table: Span<UInt8>, _ memory: inout MutableSpan<UInt8>, source: Int, row: Int, count: Int
) {
  for element in 0..<count {
    memory[row &+ element] = table[Int(memory[source &+ element])]
  }
}

/// Spreads one row of width × channels over a flattened row.
///
/// Element (x, c) goes to c · `channelStride` + x · `columnStride` behind `row`.
@inline(never)
public func flatten<Value: Activation>(
  _: Value.Type, width: Int, channels: Int, channelStride: Int, columnStride: Int,
  _ memory: inout MutableSpan<UInt8>, source: Int, row: Int
) {
  var source = source
  for column in 0..<width {
    for channel in 0..<channels {
      let place = row &+ (channel &* channelStride &+ column &* columnStride) &* Value.bytes
      Value.store(Value.load(memory, at: source), in: &memory, at: place)
      source &+= Value.bytes
    }
  }
}
