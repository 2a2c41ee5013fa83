import Audio
import CSndFile
import Foundation
import TestSupport
import Testing

extension FileTests {
  @Suite struct ReadTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// All 16-bit values that rounding could trip over, and an odd number of them.
    static let shorts: [Int16] =
      [0, 1, -1, 2, -2, 127, -128, 255, -256, 32_767, -32_768]
      + Synthesis.noise(
        samples: 9_990, seed: 1)

    /// Left-justified 32-bit values around the ties of rounding to 16 bits, and the extremes.
    static let integers: [Int32] = {
      let low: [Int32] = [0, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x7F00]
      let extremes: [Int32] = [
        .max, .min, .max - 0x7FFF, .max - 0x8000, .min + 1, 0x8000, -0x8000, -0x8001,
      ]
      let ties = Synthesis.noise(samples: 5_000, seed: 2).flatMap { sample in
        low.map { Int32(sample) << 16 | $0 }
      }
      return ties + extremes
    }()

    /// ⌊mean + ½⌋ on the scale of 16 bits; exact, since the sums stay far below 2⁵³.
    static func expected(_ values: [Double], channels: Int) -> [Int16] {
      stride(from: 0, to: values.count, by: channels).map { start in
        let sum = values[start..<start + channels].reduce(0, +)
        return Int16(min((sum / Double(channels) + 0.5).rounded(.down), 32_767))
      }
    }

    @Test(arguments: [
      ("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16), ("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16),
      ("a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16), ("a.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16),
      ("a.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16), ("b.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24),
      ("b.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24), ("c.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32),
    ])
    func sixteenBitsPassExactly(name: String, format: Int) throws {
      let path = try folder.write(name, format: format, shorts: Self.shorts)
      #expect(try Recording.read(path) == Recording(samples: Self.shorts, rate: 16_000))
    }

    @Test(arguments: [
      ("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_U8), ("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_S8),
      ("a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_S8),
    ])
    func eightBitsAreShiftedUp(name: String, format: Int) throws {
      let values = (-128...127).map { Int16($0 * 256) }
      let path = try folder.write(name, format: format, shorts: values)
      #expect(try Recording.read(path).samples == values)
    }

    @Test(arguments: [
      ("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 8),
      ("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 0),
      ("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 8),
      ("a.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_24, 8),
      ("a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_32, 0),
    ])
    func wideIntegersAreRounded(name: String, format: Int, unusedBits: Int32) throws {
      let values = Self.integers.map { ($0 >> unusedBits) << unusedBits }
      let expected = Self.expected(values.map { Double($0) / 65_536 }, channels: 1)
      let path = try folder.write(name, format: format, integers: values)
      #expect(try Recording.read(path).samples == expected)
    }

    @Test(arguments: [SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE])
    func sixteenBitsPassThroughFloats(encoding: Int) throws {
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | encoding, doubles: Self.shorts.map { Double($0) / 32_768 })
      #expect(try Recording.read(path).samples == Self.shorts)
    }

    @Test(arguments: [SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE])
    func floatsAreRoundedAndSaturated(encoding: Int) throws {
      let cases: [(value: Double, sample: Int16)] = [
        (0, 0), (1, 32_767), (-1, -32_768), (1.5, 32_767), (-7, -32_768), (1e30, 32_767),
        (32_766.5 / 32_768, 32_767), (32_766.4375 / 32_768, 32_766),
        (0.5 / 32_768, 1), (-0.5 / 32_768, 0), (1.5 / 32_768, 2), (-1.5 / 32_768, -1),
        (-1.5078125 / 32_768, -2), (1e-30, 0), (-1e-30, 0),
        (Double(Float(0.5).nextDown) / 32_768, 0),
      ]
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | encoding, doubles: cases.map(\.value))
      #expect(try Recording.read(path).samples == cases.map(\.sample))
    }

    @Test func doublesBesideATie() throws {
      let half = 0.5
      let values = [half.nextDown, half, half.nextUp, (-half).nextDown, -half, (-half).nextUp]
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | SF_FORMAT_DOUBLE, doubles: values.map { $0 / 32_768 })
      #expect(try Recording.read(path).samples == [0, 1, 1, -1, 0, 0])
    }

    @Test(arguments: [2, 3, 5, 8])
    func channelsAreAveraged(channels: Int) throws {
      let noise = Synthesis.noise(samples: 30_011 * channels, seed: UInt64(channels))
      let path = try folder.write(
        "a.flac", format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, channels: channels, shorts: noise)
      let recording = try Recording.read(path)
      #expect(recording.samples == Self.expected(noise.map(Double.init), channels: channels))
      #expect(recording.channels == channels)
    }

    @Test func averagesHaveOneRounding() throws {
      let extremes: [Int16] = [.min, .min, .max, .max, 0, 1, 0, -1, -3, 0, .max, .min]
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channels: 2, shorts: extremes)
      #expect(try Recording.read(path).samples == [.min, .max, 1, 0, -1, 0])
      // 0.25 + 0.25 steps: each would be rounded away on its own.
      let wide: [Int32] = [0x4000, 0xC000, -0x4000, -0xC000, 0x4000, 0x4000]
      let widePath = try folder.write(
        "b.wav", format: SF_FORMAT_WAV | SF_FORMAT_PCM_32, channels: 2, integers: wide)
      #expect(try Recording.read(widePath).samples == [1, 0, 0])
      let floats = wide.map { Double($0) / 2_147_483_648 }
      let floatPath = try folder.write(
        "c.wav", format: SF_FORMAT_WAV | SF_FORMAT_FLOAT, channels: 2, doubles: floats)
      #expect(try Recording.read(floatPath).samples == [1, 0, 0])
    }

    /// Lossy: the shape and the level must come back, not the bits. The tone is at full scale, so
    /// that decoders overshoot.
    @Test(arguments: [
      ("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.99),
      ("b.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0.9),
      ("c.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.99),
      ("d.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 0.99),
      ("e.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 0.98),
    ])
    func lossyFormatsKeepLevelAndShape(name: String, format: Int, least: Double) throws {
      var info = SF_INFO(
        frames: 0, samplerate: 16_000, channels: 1, format: CInt(format), sections: 0, seekable: 0)
      guard sf_format_check(&info) != 0 else {
        print("skipped: this libsndfile does not write \(name)")
        return
      }
      let tone = Synthesis.chirp(
        samples: 32_000, rate: 16_000, from: 300, to: 2_000, amplitude: 32_767)
      let path = try folder.write(name, format: format, shorts: tone)
      let samples = try Recording.read(path).samples
      #expect(abs(samples.count - tone.count) < 1_600)
      let pairs = zip(samples, tone).map { (Double($0), Double($1)) }
      let dot = pairs.map { $0 * $1 }.reduce(0, +)
      let energy = pairs.map { $1 * $1 }.reduce(0, +)
      let decoded = pairs.map { $0.0 * $0.0 }.reduce(0, +)
      #expect(dot / (energy * decoded).squareRoot() > least)
      #expect((0.9...1.1).contains((decoded / energy).squareRoot()))
    }

    @Test func missing() {
      let path = folder.file("none.wav")
      #expect(throws: AudioError.missing(path: path)) { try Recording.read(path) }
    }

    @Test func aFolder() {
      #expect(throws: AudioError.folder(path: folder.path)) { try Recording.read(folder.path) }
    }

    /// Opening a pipe would wait for a writer.
    @Test func aPipe() throws {
      let path = folder.file("a.wav")
      try #require(mkfifo(path, 0o666) == 0)
      #expect(throws: AudioError.file(.notRegularFile(path))) { try Recording.read(path) }
    }

    @Test func nothingInside() throws {
      let nothing = try folder.write("a.wav", bytes: [])
      #expect(throws: AudioError.empty(path: nothing)) { try Recording.read(nothing) }
      for (name, format) in [("b.wav", SF_FORMAT_WAV), ("c.aiff", SF_FORMAT_AIFF)] {
        let header = try folder.write(name, format: format | SF_FORMAT_PCM_16, shorts: [])
        #expect(throws: AudioError.empty(path: header)) { try Recording.read(header) }
      }
    }

    @Test func textNamedWAV() throws {
      let path = try folder.write("a.wav", bytes: "this is no recording\n".utf8)
      #expect(throws: AudioError.unreadable(path: path, reason: "Format not recognised")) {
        try Recording.read(path)
      }
    }

    @Test func shortenedWAVIsReadAsFarAsItGoes() throws {
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, shorts: Self.shorts)
      try folder.truncate(path, to: 44 + 2 * 5_000 + 1)
      #expect(try Recording.read(path).samples == Array(Self.shorts.prefix(5_000)))
    }

    @Test(arguments: 1..<44) func shortenedHeader(length: Int) throws {
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, shorts: Self.shorts)
      try folder.truncate(path, to: length)
      #expect(throws: AudioError.self) { try Recording.read(path) }
    }

    @Test(arguments: [(100, 0), (2_000, 0), (5_000, 0), (10_000, 4_096)])
    func shortenedFLAC(length: Int, frames: Int) throws {
      let path = try folder.write(
        "a.flac", format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, shorts: Self.shorts)
      try folder.truncate(path, to: length)
      #expect(throws: AudioError.incomplete(path: path, frames: frames, promised: 10_001)) {
        try Recording.read(path)
      }
    }

    /// Streams carry no length to miss: what has arrived is what there is.
    @Test(arguments: [
      ("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS),
      ("b.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III),
    ])
    func shortenedStream(name: String, format: Int) throws {
      var info = SF_INFO(
        frames: 0, samplerate: 16_000, channels: 1, format: CInt(format), sections: 0, seekable: 0)
      guard sf_format_check(&info) != 0 else {
        print("skipped: this libsndfile does not write \(name)")
        return
      }
      let noise = Synthesis.noise(samples: 160_000, seed: 7)
      let path = try folder.write(name, format: format, shorts: noise)
      let bytes = try Data(contentsOf: URL(filePath: path))
      try folder.truncate(path, to: bytes.count * 3 / 5)
      let count = try Recording.read(path).samples.count
      #expect((40_000..<120_000).contains(count))
    }

    @Test func notFinite() throws {
      for value in [Double.nan, .infinity, -.infinity] {
        let path = try folder.write(
          "a.wav", format: SF_FORMAT_WAV | SF_FORMAT_FLOAT, doubles: [0, 0.5, value, 0])
        #expect(throws: AudioError.notFinite(path: path, frame: 2)) { try Recording.read(path) }
      }
    }

    @Test func absurdRate() throws {
      let path = try folder.write(
        "a.wav", format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, shorts: [1, 2, 3])
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes.replaceSubrange(24..<28, with: [0xFF, 0xFF, 0xFF, 0x7F])
      try bytes.write(to: URL(filePath: path))
      #expect(
        throws: AudioError.absurd(path: path, rate: 0x7FFF_FFFF, channels: 1, frames: 3)
      ) { try Recording.read(path) }
    }

    /// Any byte of a header may be anything: an error or samples, never a crash.
    @Test(arguments: [SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16])
    func damagedHeaders(format: Int) throws {
      let path = try folder.write("a", format: format, shorts: Array(Self.shorts.prefix(200)))
      let bytes = try Data(contentsOf: URL(filePath: path))
      for index in 0..<64 {
        for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
          var damaged = bytes
          damaged[index] = value
          try damaged.write(to: URL(filePath: path))
          let recording = try? Recording.read(path)
          #expect(recording?.samples.isEmpty != true)
        }
      }
    }

    @Test func readsAtOnceFromManyThreads() async throws {
      let good = try folder.write(
        "a.flac", format: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, shorts: Self.shorts)
      let bad = try folder.write("b.wav", bytes: "text".utf8)
      await withTaskGroup { group in
        for index in 0..<64 {
          group.addTask {
            if index % 2 == 0 {
              let samples = try? Recording.read(good).samples
              #expect(samples == Self.shorts)
            } else {
              #expect(throws: AudioError.unreadable(path: bad, reason: "Format not recognised")) {
                try Recording.read(bad)
              }
            }
          }
        }
      }
    }
  }
}
