import Audio
import Foundation
import TestSupport
import Testing

extension FileTests {
  @Suite struct WriteTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [1, 2, 3, 4_097, 100_001]) func readBack(count: Int) throws {
      let samples = Synthesis.noise(samples: count, seed: 3)
      let path = folder.file("a.wav")
      try Recording.write16(path, samples: samples, rate: 44_100)
      #expect(try Recording.read(path) == Recording(samples: samples, rate: 44_100))
      #expect(folder.names == ["a.wav"])
    }

    /// The canonical 44-byte header, written out by hand.
    @Test func bytes() throws {
      let path = folder.file("a.wav")
      try Recording.write16(path, samples: [1, -2, 0x1234], rate: 16_000)
      let header: [UInt8] =
        Array("RIFF".utf8) + [42, 0, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 1, 0]
        + [0x80, 0x3E, 0, 0, 0x00, 0x7D, 0, 0, 2, 0, 16, 0] + Array("data".utf8) + [6, 0, 0, 0]
      let bytes = try Data(contentsOf: URL(filePath: path))
      #expect(Array(bytes) == header + [1, 0, 0xFE, 0xFF, 0x34, 0x12])
    }

    @Test func replacesWhatWasThere() throws {
      let path = try folder.write("a.wav", bytes: "old".utf8)
      try Recording.write16(path, samples: [7], rate: 8_000)
      #expect(try Recording.read(path).samples == [7])
    }

    @Test func unusualNames() throws {
      for name in ["with space.wav", "per%20cent.wav", "ünïcode.wav", "no-extension", "a?b#c.wav"] {
        try Recording.write16(folder.file(name), samples: [1, 2, 3], rate: 8_000)
        #expect(try Recording.read(folder.file(name)).samples == [1, 2, 3])
      }
    }

    @Test func folderThatIsNotThere() {
      let path = folder.file("none/a.wav")
      #expect(throws: AudioError.file(.missingFolder(path))) {
        try Recording.write16(path, samples: [1], rate: 8_000)
      }
    }

    @Test func aFolderHasTheName() throws {
      let path = folder.file("a.wav")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      #expect(throws: AudioError.file(.isFolder(path))) {
        try Recording.write16(path, samples: [1], rate: 8_000)
      }
      #expect(folder.names == ["a.wav"])
    }
  }
}
