import Basics
import ModelFormat
import SampleModels
import Testing

@Suite struct ChecksumTests {
  @Test func sums() {
    var checksum = Checksum()
    for word: UInt32 in [1, 2, 0xFFFF_FFFF, 0xFFFF_FFFC] { checksum.add(word) }
    // First sums 1, 3, 3, and 3 − 3 = 0, which stands as 2³² − 1.
    #expect(checksum == Checksum(first: 0xFFFF_FFFF, second: 7))
  }

  @Test func skipsItsOwnWords() throws {
    var file = ModelFile(try SampleModel.audio().file)
    let before = Checksum.ofFile(file.bytes.span)
    file.write(UInt64.max, at: Layout.Header.checksum)
    #expect(Checksum.ofFile(file.bytes.span) == before)
  }

  @Test(arguments: try SampleModel.all())
  func everyBit(_ model: SampleModel) {
    var file = ModelFile(model.file)
    #expect(file.isSealed)
    for bit in 0..<file.bytes.count * 8 {
      file.flip(bit)
      #expect(!file.isSealed)
      file.flip(bit)
    }
  }

  /// Every two bits of 200 bytes, the checksum's own among them.
  @Test func everyPairOfBits() throws {
    var file = ModelFile(Array(try SampleModel.audio().file.prefix(200)))
    file.seal()
    var missed = 0
    for first in 0..<file.bytes.count * 8 {
      file.flip(first)
      for second in 0..<first {
        file.flip(second)
        missed += file.isSealed ? 1 : 0
        file.flip(second)
      }
      file.flip(first)
    }
    #expect(missed == 0)
  }

  /// Zeros, ones and noise, as long as the largest model, with pairs of every distance.
  @Test(arguments: [0, 0xFF, nil] as [UInt8?])
  func farPairsOfBits(_ byte: UInt8?) {
    var generator = SplitMix64(seed: 3)
    var file = ModelFile(
      (0..<131_072).map { _ in byte ?? UInt8.random(in: 0...255, using: &generator) })
    file.seal()
    let bits = file.bytes.count * 8
    for _ in 0..<4_000 {
      let first = Int.random(in: 0..<bits, using: &generator)
      // The same bit of another word is the case in which the first sum may stay.
      let second =
        Bool.random(using: &generator)
        ? Int.random(in: 0..<bits / 32, using: &generator) * 32 + first % 32
        : Int.random(in: 0..<bits, using: &generator)
      guard first != second else { continue }
      file.flip(first)
      file.flip(second)
      #expect(!file.isSealed)
      file.flip(first)
      file.flip(second)
    }
  }

  /// Opposite flips of bit k in words d apart move the second sum by d · 2ᵏ, modulo 2³² − 1.
  @Test func distancesMoveTheSecondSum() {
    for distance: UInt64 in 1...32_768 {
      for bit in 0..<32 { #expect((distance << bit) % 0xFFFF_FFFF != 0) }
    }
  }
}

extension ModelFile {
  fileprivate mutating func flip(_ bit: Int) { bytes[bit / 8] ^= 1 << (bit % 8) }

  /// Whether the stored checksum is that of the bytes.
  fileprivate var isSealed: Bool {
    let span = bytes.span
    let stored = Checksum(
      first: span.uint32(at: Layout.Header.checksum),
      second: span.uint32(at: Layout.Header.checksum + 4))
    return Checksum.ofFile(span) == stored
  }
}
