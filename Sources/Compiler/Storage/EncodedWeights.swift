import ModelFormat

/// An op's weights as the file has them; `WeightStream` reads them, or a kernel.
struct EncodedWeights {
  var bytes: [UInt8]
  /// Of entropy-coded weights, whose first bytes are to say where it stands.
  var table: SymbolTable?

  /// - Parameters:
  ///   - weights: in the order in which they are stored.
  ///   - channels: of the output.
  ///   - table: one that has all of them, where they are to be entropy-coded.
  init(
    _ weights: [Int8], _ encoding: WeightEncoding, channels: Int, table: SymbolTable? = nil
  ) {
    switch encoding {
    case .dense:
      bytes = weights.map { UInt8(bitPattern: $0) }
    case .packed:
      bytes = Self.packed(weights)
    case .bitmap:
      var map = BitWriter()
      for weight in weights { map.append(weight == 0 ? 0 : 1, bits: 1) }
      bytes = Self.packed(weights.filter { $0 != 0 }, behind: map.bytes)
    case .entropy:
      let table = table ?? SymbolTable(SymbolCounts(weights))
      self.table = table
      bytes = table.encoded(weights)
    case .sparse:
      let taps = weights.count / channels
      bytes = (0..<channels).flatMap { Self.sparse(weights[$0 * taps..<($0 + 1) * taps]) }
    }
  }

  /// The entries of a channel, and how many there are in front.
  private static func sparse(_ weights: ArraySlice<Int8>) -> [UInt8] {
    var entries: [UInt8] = []
    var last = weights.startIndex - 1
    for (tap, weight) in zip(weights.indices, weights) {
      let step = tap - last
      guard weight != 0 || step == Layout.Sparse.longestStep else { continue }
      entries += [UInt8(step), UInt8(bitPattern: weight)]
      last = tap
    }
    // What leads to the last weight only.
    while entries.last == 0 { entries.removeLast(Layout.Sparse.entryBytes) }
    return [UInt8](littleEndian: [UInt16(entries.count / Layout.Sparse.entryBytes)]) + entries
  }

  /// The weights again.
  static func weights(sparse bytes: [UInt8], channels: Int, taps: Int) -> [Int8] {
    typealias Field = Layout.Sparse
    var weights = [Int8](repeating: 0, count: channels * taps)
    var position = 0
    for channel in 0..<channels {
      let count = Int(bytes[position]) | Int(bytes[position + 1]) << 8
      position += Field.entries
      var tap = channel * taps - 1
      for _ in 0..<count {
        tap += Int(bytes[position + Field.step])
        weights[tap] = Int8(bitPattern: bytes[position + Field.weight])
        position += Field.entryBytes
      }
    }
    return weights
  }

  private static func packed(_ values: [Int8], behind map: [UInt8] = []) -> [UInt8] {
    let bits = values.map(\.bitsNeeded).max() ?? 1
    var writer = BitWriter()
    for value in values { writer.append(UInt32(UInt8(bitPattern: value)), bits: bits) }
    return [UInt8(bits)] + map + writer.bytes
  }
}

extension Int8 {
  /// Bits that hold the value with its sign.
  fileprivate var bitsNeeded: Int { 9 - (self < 0 ? ~self : self).leadingZeroBitCount }
}

/// Bits under construction, low ones first.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var used = 8

  /// Appends the low bits of a value.
  mutating func append(_ value: UInt32, bits: Int) {
    for bit in 0..<bits {
      if used == 8 {
        bytes.append(0)
        used = 0
      }
      bytes[bytes.count - 1] |= UInt8(value >> UInt32(bit) & 1) << UInt8(used)
      used += 1
    }
  }
}
