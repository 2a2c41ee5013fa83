/// Decodes an op's weights in the order in which they are stored, some at a time.
///
/// Whatever the bytes, it reads no other ones than the op's and its table's, writes where it is told
/// to, and takes a bounded number of steps for each weight. What lies behind the end of the bytes
/// reads as 0.
public struct WeightStream: ~Escapable {
  public let encoding: WeightEncoding
  /// The op's bytes: those of a bitmap, and those of values or of the coder's words.
  private let map: Span<UInt8>
  public let values: Span<UInt8>
  /// Where the symbols of a table begin, and the last one ends.
  public let bounds: Span<UInt8>
  /// Of packed values.
  private let bits: UInt8
  public let lowest: UInt8
  /// The index of the highest symbol.
  public let highest: UInt8
  /// In the bytes of values; in the bits of a map.
  public private(set) var position = 0
  private var mapPosition = 0
  /// The coder's; or bits of values that have been read, and how many.
  public private(set) var state: UInt32
  private var held: UInt32 = 0

  /// Stands in front of the first weight.
  ///
  /// - Parameters:
  ///   - count: of all the op's weights.
  ///   - buckets: where `Layout.Entropy.bucketBytes` bytes of the arena help with entropy-coded
  ///     weights until the last of them is decoded.
  @_lifetime(copy model)
  @inline(__always)
  public init(
    _ model: Model, _ op: ConvolutionRecord, count: Int, buckets: Int,
    in arena: inout MutableSpan<UInt8>
  ) {
    let bytes = model.bytes.extracting(op.weights..<op.weights &+ op.weightBytes)
    encoding = op.encoding
    let mapBytes = op.encoding == .bitmap ? (count &+ 7) / 8 : 0
    let first: Int
    switch op.encoding {
    case .dense, .sparse: first = 0
    case .packed, .bitmap: first = 1 &+ mapBytes
    case .entropy: first = Layout.Entropy.words
    }
    map = bytes.extracting(first &- mapBytes..<first)
    values = bytes.extracting(first..<bytes.count)
    guard Library.hasCodedWeights, op.encoding == .entropy else {
      bits = op.encoding.isDecoded ? bytes[0] : 8
      (lowest, highest, state) = (0, 0, 0)
      bounds = bytes.extracting(0..<0)
      return
    }
    let table = Int(bytes.int32(at: Layout.Entropy.table))
    bits = 0
    lowest = model.bytes[table &+ Layout.Entropy.lowest]
    highest = model.bytes[table &+ Layout.Entropy.highestIndex]
    state = bytes.uint32(at: Layout.Entropy.state)
    let start = table &+ Layout.Entropy.bounds
    bounds = model.bytes.extracting(start..<start &+ (Int(highest) &+ 2) &* 2)
    fillBuckets(&arena, at: buckets)
  }

  /// Writes the next weights into the arena; an entropy decoder's buckets lie in front of the place.
  public mutating func decode(
    _ count: Int, into arena: inout MutableSpan<UInt8>, at place: Int
  ) {
    precondition(place >= 0 && count >= 0 && count <= arena.count &- place)
    switch encoding {
    case .dense, .sparse:
      for index in 0..<count { arena[place &+ index] = values[position &+ index] }
      position &+= count
    case .packed: if Library.hasPackedWeights { decodePacked(count, into: &arena, at: place) }
    case .bitmap: if Library.hasPackedWeights { decodeBitmap(count, into: &arena, at: place) }
    case .entropy:
      if Library.hasCodedWeights { decodeEntropy(count, into: &arena, at: place) }
    }
  }

  /// Where a kernel has come to that decodes entropy-coded weights itself.
  public mutating func goOn(at position: Int, state: UInt32) {
    self.position = position
    self.state = state
  }

  /// The next packed value, its sign extended, out of the bits that are held.
  @inline(__always)
  private func nextValue(_ held: inout UInt32, _ state: inout UInt32, _ position: inout Int)
    -> UInt8
  {
    let bits = UInt32(bits)
    if held < bits {
      state |= UInt32(position < values.count ? values[position] : 0) &<< held
      position &+= 1
      held &+= 8
    }
    let unused = 32 &- bits
    let value = Int32(bitPattern: state &<< unused) &>> Int32(bitPattern: unused)
    state &>>= bits
    held &-= bits
    return UInt8(truncatingIfNeeded: value)
  }

  private mutating func decodePacked(
    _ count: Int, into arena: inout MutableSpan<UInt8>, at place: Int
  ) {
    var (held, state, position) = (held, state, position)
    for index in place..<place &+ count { arena[index] = nextValue(&held, &state, &position) }
    (self.held, self.state, self.position) = (held, state, position)
  }

  private mutating func decodeBitmap(
    _ count: Int, into arena: inout MutableSpan<UInt8>, at place: Int
  ) {
    var (held, state, position) = (held, state, position)
    var mapPosition = mapPosition
    for index in place..<place &+ count {
      let byte = mapPosition &>> 3
      let bit =
        UInt32(byte < map.count ? map[byte] : 0)
        &>> UInt32(
          truncatingIfNeeded: mapPosition & 7)
      mapPosition &+= 1
      arena[index] = bit & 1 == 0 ? 0 : nextValue(&held, &state, &position)
    }
    self.mapPosition = mapPosition
    (self.held, self.state, self.position) = (held, state, position)
  }

  /// For each 16 slots, the symbol of the first.
  private func fillBuckets(_ arena: inout MutableSpan<UInt8>, at buckets: Int) {
    var symbol = 0
    for bucket in 0..<Layout.Entropy.bucketBytes {
      while Int(bounds.uint16(at: (symbol &+ 1) &* 2)) <= bucket &* 16 { symbol &+= 1 }
      arena[buckets &+ bucket] = UInt8(truncatingIfNeeded: symbol)
    }
  }

  private mutating func decodeEntropy(
    _ count: Int, into arena: inout MutableSpan<UInt8>, at place: Int
  ) {
    let buckets = place &- Layout.Entropy.bucketBytes
    precondition(buckets >= 0)
    var (state, position) = (state, position)
    var index = place
    while index < place &+ count {
      let slot = state & 0xFFF
      // Where the symbol's bound stands. In a hostile file, buckets may lie where something else is
      // written.
      var bound = min(Int(arena[buckets &+ Int(slot &>> 4)]), Int(highest)) &<< 1
      var low = UInt32(bounds.uint16(at: bound))
      var high = UInt32(bounds.uint16(at: bound &+ 2))
      while high <= slot {
        bound &+= 2
        low = high
        high = UInt32(bounds.uint16(at: bound &+ 2))
      }
      state = (high &- low) &* (state &>> UInt32(Layout.Entropy.frequencyBits)) &+ slot &- low
      if state < 1 &<< 16 {
        let isThere = position &+ 1 < values.count
        state = state &<< 16 | (isThere ? UInt32(values.uint16(at: position)) : 0)
        position &+= 2
      }
      arena[index] = lowest &+ UInt8(truncatingIfNeeded: bound &>> 1)
      index &+= 1
    }
    (self.state, self.position) = (state, position)
  }
}
