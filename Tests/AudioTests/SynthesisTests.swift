import Basics
import Audio
import Foundation
import Testing

@Suite struct SynthesisTests {
  /// FNV-1a over the samples' bytes, low byte first.
  func checksum(_ samples: [Int16]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in [UInt8](littleEndian: samples) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }

  @Test func golden() {
    #expect(checksum(Synthesis.clip(samples: 80_000, rate: 16_000, seed: 1)) == "cab1eec60c2f164d")
    #expect(
      checksum(Synthesis.clip(samples: 44_100, rate: 44_100, seed: .max)) == "6382f8841b5cc2a8")
    #expect(checksum(Synthesis.noise(samples: 16_000, seed: 1)) == "34734c3a9c2e3f4b")
    #expect(
      checksum(Synthesis.chirp(samples: 16_000, rate: 16_000, from: 100, to: 8_000))
        == "3653a440b0346ee3")
  }

  @Test(arguments: [50, 440, 1_000, 7_999, 8_000]) func toneAgainstLibraryMath(frequency: Int) {
    let tone = Synthesis.chirp(
      samples: 16_000, rate: 16_000, from: frequency, to: frequency, amplitude: 32_767)
    let errors = tone.enumerated().map { index, sample in
      abs(Double(sample) - 32_767 * sin(2 * .pi * Double(frequency * index % 16_000) / 16_000))
    }
    // Half a step of rounding, 0.13 of the series, and half a phase unit of drift a sample: 0.38.
    #expect((errors.max() ?? 0) < 1.02)
  }

  @Test func chirpEndsAtItsLastFrequency() {
    let chirp = Synthesis.chirp(samples: 160_000, rate: 16_000, from: 100, to: 2_000)
    func crossings(_ part: ArraySlice<Int16>) -> Int {
      zip(part, part.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
    }
    #expect(abs(crossings(chirp.prefix(1_600)) - 11) <= 1)
    #expect(abs(crossings(chirp.suffix(1_600)) - 199) <= 1)
  }

  @Test(arguments: [0, 1, 2, 999, 16_000]) func aShorterClipIsTheBeginningOfALonger(count: Int) {
    let clip = Synthesis.clip(samples: 20_000, rate: 16_000, seed: 5)
    #expect(Synthesis.clip(samples: count, rate: 16_000, seed: 5) == Array(clip.prefix(count)))
    let noise = Synthesis.noise(samples: 20_000, seed: 5)
    #expect(Synthesis.noise(samples: count, seed: 5) == Array(noise.prefix(count)))
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func clipsHaveSomethingOfEverything(seed: UInt64) {
    let clip = Synthesis.clip(samples: 160_000, rate: 16_000, seed: seed)
    let blocks = stride(from: 0, to: clip.count, by: 320).map { start in
      clip[start..<start + 320].map { abs(Int($0)) }.max() ?? 0
    }
    #expect(blocks.contains(0))
    #expect(blocks.contains { (1...100).contains($0) })
    #expect(blocks.contains { (1_000...10_000).contains($0) })
    #expect(blocks.contains { $0 > 25_000 })
    #expect(clip != Synthesis.clip(samples: 160_000, rate: 16_000, seed: seed + 1))
  }

  @Test func noiseVariesInLevelAndColour() {
    let noise = Synthesis.noise(samples: 160_000, seed: 6).map(Double.init)
    let blocks = stride(from: 0, to: noise.count, by: 320).map { noise[$0..<$0 + 320] }
    let levels = blocks.map { block in (block.map { $0 * $0 }.reduce(0, +) / 320).squareRoot() }
    let colours = blocks.map { block -> Double in
      let covariance: Double = zip(block, block.dropFirst()).map(*).reduce(0, +)
      let variance: Double = block.map { $0 * $0 }.reduce(0, +)
      return covariance / max(variance, 1)
    }
    #expect((levels.min() ?? .infinity) < 100 && (levels.max() ?? 0) > 4_000)
    #expect((colours.min() ?? 1) < 0.3 && (colours.max() ?? 0) > 0.8)
    #expect(abs(noise.reduce(0, +) / 160_000) < 100)
  }

  @Test(arguments: [1_000, 8_000, 48_000, 768_000]) func everyRate(rate: Int) {
    for seed in 0..<10 as Range<UInt64> {
      #expect(Synthesis.clip(samples: 2 * rate, rate: rate, seed: seed).count == 2 * rate)
    }
  }
}
