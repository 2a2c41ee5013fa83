/// The self-test's input: noise that every platform makes alike.
///
/// Value `index` of an input is the end of MurmurHash3 over seed + 2²⁴·input + 0x9E3779B9·index, of
/// which the high bits are taken: 12 for a value of 16 bits, so that audio lies within ±2048, and 8
/// for one of 8.
@inline(never)
public func selfTestNoise(seed: UInt32, input: Int, index: Int, elementBytes: Int) -> Int16 {
  var hash = seed &+ UInt32(truncatingIfNeeded: input) &<< 24
  hash = hash &+ UInt32(truncatingIfNeeded: index) &* 0x9E37_79B9
  hash = (hash ^ hash &>> 16) &* 0x85EB_CA6B
  hash = (hash ^ hash &>> 13) &* 0xC2B2_AE35
  hash ^= hash &>> 16
  return Int16(truncatingIfNeeded: Int32(bitPattern: hash) &>> (elementBytes == 2 ? 20 : 24))
}

/// FNV-1a of the bytes that an op gives for it.
public struct RowChecksum: Equatable, Sendable {
  public private(set) var value: UInt32

  /// Of no bytes, or of those that were added before.
  public init(_ value: UInt32 = 2_166_136_261) { self.value = value }

  @inline(__always)
  public mutating func add(_ byte: UInt8) { value = (value ^ UInt32(byte)) &* 16_777_619 }
}

/// What a file's self-test expects.
extension Model {
  /// The section, where it has as many words as it should; else nil.
  public var selfTest: Section? {
    let section = section(.selfTest)
    let byteCount = Layout.SelfTest.checksums &+ opCount &* Layout.SelfTest.wordBytes
    return section.byteCount == byteCount ? section : nil
  }
}
