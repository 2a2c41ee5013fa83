/// Fletcher's checksum over 32-bit words with sums modulo 2³² − 1.
///
/// Every error of one or two bits changes it: two flips cancel in the first sum only if they hit
/// the same bit of two words in opposite directions, and then the second sum moves by their
/// distance times a power of two, which is no multiple of 2³² − 1. A word costs two additions
/// with carry and a load.
public struct Checksum: Equatable, Sendable {
  public private(set) var first: UInt32 = 0
  public private(set) var second: UInt32 = 0

  public init() {}

  public init(first: UInt32, second: UInt32) {
    self.first = first
    self.second = second
  }

  /// Adds one word; 0 and 2³² − 1 count alike.
  @inline(__always)
  public mutating func add(_ word: UInt32) {
    first = Self.sum(first, word)
    second = Self.sum(second, first)
  }

  /// a + b modulo 2³² − 1, with 2³² − 1 standing for 0 as well.
  @inline(__always)
  private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let (partial, carried) = a.addingReportingOverflow(b)
    return partial &+ (carried ? 1 : 0)
  }

  /// Adds bytes, a multiple of four, as words.
  @inline(never)
  public mutating func add(_ bytes: Span<UInt8>) {
    var sums = self
    var position = 0
    // Four words under one bounds check.
    while bytes.count &- position >= 16 {
      let words = bytes.extracting(position..<position &+ 16)
      sums.add(words.uint32(at: 0))
      sums.add(words.uint32(at: 4))
      sums.add(words.uint32(at: 8))
      sums.add(words.uint32(at: 12))
      position &+= 16
    }
    while bytes.count &- position >= 4 {
      sums.add(bytes.uint32(at: position))
      position &+= 4
    }
    self = sums
  }

  /// The checksum of a file; the two words in which it stands itself count as 0.
  ///
  /// `file.count` is a multiple of four and at least the header's length.
  public static func ofFile(_ file: Span<UInt8>) -> Checksum {
    var checksum = Checksum()
    checksum.add(file.extracting(0..<Layout.Header.checksum))
    checksum.add(0)
    checksum.add(0)
    checksum.add(file.extracting(Layout.Header.checksum &+ 8..<file.count))
    return checksum
  }
}
