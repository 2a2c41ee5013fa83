import ModelFormat

/// An op's weights as the file has them; `WeightStream` reads them.
struct EncodedWeights {
  var bytes: [UInt8]
  /// Of entropy-coded weights, whose first bytes are to say where it stands.
  var table: SymbolTable?

  /// - Parameters:
  ///   - weights: in the order in which they are stored.
  ///   - table: one that has all of them, where they are to be entropy-coded.
  init(_ weights: [Int8], _ encoding: WeightEncoding, table: SymbolTable? = nil) {
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
    }
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
