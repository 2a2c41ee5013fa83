/// Decodes an op's weights in the order in which they are stored, some at a time.
///
/// Whatever the bytes, it reads no other ones than the op's and its table's, writes where it is told
/// to, and takes a bounded number of steps for each weight. What lies behind the end of the bytes
/// reads as 0.
public struct WeightStream: ~Escapable {
  private let bytes: Span<UInt8>
  private let table: Span<UInt8>
  private let encoding: WeightEncoding
  /// Of packed values.
  private let bits: Int
  /// In bytes where the coder's words come from, else in bits.
  private var position: Int
  /// In bits.
  private var mapPosition: Int
  private var state: UInt32
  private let lowest: UInt8
  /// The index of the highest symbol.
  private let highest: Int

  /// Stands in front of the first weight.
  ///
  /// - Parameters:
  ///   - count: of all the op's weights.
  ///   - buckets: where `Layout.Entropy.bucketBytes` bytes of the arena help with entropy-coded
  ///     weights until the last of them is decoded.
  @_lifetime(copy model)
  public init(
    _ model: Model, _ op: OpRecord, count: Int, buckets: Int, in arena: inout MutableSpan<UInt8>
  ) {
    bytes = model.bytes.extracting(op.weights..<op.weights &+ op.weightBytes)
    encoding = op.encoding
    mapPosition = 8
    var highest = 0
    switch op.encoding {
    case .dense:
      (bits, position, state, lowest) = (8, 0, 0, 0)
      table = bytes.extracting(0..<0)
    case .packed:
      (bits, position, state, lowest) = (Int(bytes[0]), 8, 0, 0)
      table = bytes.extracting(0..<0)
    case .bitmap:
      (bits, position, state, lowest) = (Int(bytes[0]), 8 &+ (count &+ 7) & ~7, 0, 0)
      table = bytes.extracting(0..<0)
    case .entropy:
      let place = bytes.size(at: Layout.Entropy.table) ?? 0
      highest = Int(model.bytes[place &+ Layout.Entropy.highestIndex])
      let bounds = place &+ Layout.Entropy.bounds
      (bits, position) = (0, Layout.Entropy.words)
      state = bytes.uint32(at: Layout.Entropy.state)
      lowest = model.bytes[place &+ Layout.Entropy.lowest]
      table = model.bytes.extracting(bounds..<bounds &+ (highest &+ 2) &* 2)
    }
    self.highest = highest
    if encoding == .entropy { fillBuckets(&arena, at: buckets) }
  }

  /// Writes the next weights into the arena.
  public mutating func decode(
    _ count: Int, into arena: inout MutableSpan<UInt8>, at place: Int, buckets: Int
  ) {
    switch encoding {
    case .dense:
      for index in 0..<count { arena[place &+ index] = bytes[position &+ index] }
      position &+= count
    case .packed:
      for index in 0..<count { arena[place &+ index] = nextValue() }
    case .bitmap:
      for index in 0..<count {
        let isValue = mapBit()
        arena[place &+ index] = isValue ? nextValue() : 0
      }
    case .entropy:
      for index in 0..<count { arena[place &+ index] = nextSymbol(arena, buckets) }
    }
  }

  private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  private mutating func mapBit() -> Bool {
    let bit = byte(mapPosition &>> 3) &>> UInt8(truncatingIfNeeded: mapPosition & 7)
    mapPosition &+= 1
    return bit & 1 != 0
  }

  /// The next packed value, its sign extended.
  @inline(__always)
  private mutating func nextValue() -> UInt8 {
    let index = position &>> 3
    let word = UInt32(byte(index)) | UInt32(byte(index &+ 1)) &<< 8
    let unused = UInt32(truncatingIfNeeded: 32 &- bits)
    let aligned = (word &>> UInt32(truncatingIfNeeded: position & 7)) &<< unused
    position &+= bits
    return UInt8(truncatingIfNeeded: Int32(bitPattern: aligned) &>> Int32(bitPattern: unused))
  }

  /// For each 16 slots, the symbol of the first.
  private func fillBuckets(_ arena: inout MutableSpan<UInt8>, at buckets: Int) {
    var symbol = 0
    for bucket in 0..<Layout.Entropy.bucketBytes {
      while Int(table.uint16(at: (symbol &+ 1) &* 2)) <= bucket &* 16 { symbol &+= 1 }
      arena[buckets &+ bucket] = UInt8(truncatingIfNeeded: symbol)
    }
  }

  @inline(__always)
  private mutating func nextSymbol(_ arena: borrowing MutableSpan<UInt8>, _ buckets: Int) -> UInt8 {
    let slot = state & 0xFFF
    // In a hostile file, buckets may lie where something else is written.
    var symbol = min(Int(arena[buckets &+ Int(slot &>> 4)]), highest)
    var low = UInt32(table.uint16(at: symbol &* 2))
    var high = UInt32(table.uint16(at: symbol &* 2 &+ 2))
    while high <= slot {
      symbol &+= 1
      low = high
      high = UInt32(table.uint16(at: symbol &* 2 &+ 2))
    }
    state = (high &- low) &* (state &>> UInt32(Layout.Entropy.frequencyBits)) &+ slot &- low
    if state < 1 &<< 16 {
      state = state &<< 16 | UInt32(byte(position)) | UInt32(byte(position &+ 1)) &<< 8
      position &+= 2
    }
    return lowest &+ UInt8(truncatingIfNeeded: symbol)
  }
}
