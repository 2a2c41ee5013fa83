import Basics
import Audio
import Foundation
import Testing

@Suite struct RawPCMTests {
  /// Everything that comes out when `chunks` arrive one after the other.
  func samples(of chunks: [[UInt8]], blockSamples: Int = 4_096) throws -> [[Int16]] {
    let pipe = Pipe()
    var input = RawPCM(
      descriptor: pipe.fileHandleForReading.fileDescriptor, name: "pipe",
      blockSamples: blockSamples)
    var blocks: [[Int16]] = []
    for chunk in chunks {
      try pipe.fileHandleForWriting.write(contentsOf: chunk)
      if chunk.count > 1, let block = try input.next() { blocks.append(block) }
    }
    try pipe.fileHandleForWriting.close()
    while let block = try input.next() { blocks.append(block) }
    return blocks
  }

  @Test func blocksArriveAsTheyCome() throws {
    let blocks = try samples(of: [[0, 0, 1, 0], [0xFF, 0xFF], [0x00, 0x80, 0xFF, 0x7F]])
    #expect(blocks == [[0, 1], [-1], [.min, .max]])
  }

  @Test func samplesMayBeDivided() throws {
    #expect(try samples(of: [[1, 0, 2], [0, 3, 0x80], []]) == [[1], [2, -32_765]])
    #expect(try samples(of: [[1], [2, 3, 4]]) == [[0x0201, 0x0403]])
  }

  @Test(arguments: [1, 2, 3, 7, 4_096]) func everyBlockSize(blockSamples: Int) throws {
    let expected = Synthesis.noise(samples: 1_001, seed: 4)
    let bytes = [UInt8](littleEndian: expected)
    let blocks = try samples(of: [bytes], blockSamples: blockSamples)
    #expect(Array(blocks.joined()) == expected)
    #expect(blocks.allSatisfy { (1...blockSamples).contains($0.count) })
  }

  @Test func nothing() throws {
    #expect(try samples(of: []).isEmpty)
  }

  @Test func halfASampleAtTheEnd() {
    #expect(throws: AudioError.oddByteCount(path: "pipe", bytes: 5)) {
      try samples(of: [[1, 0, 2, 0, 3]])
    }
    #expect(throws: AudioError.oddByteCount(path: "pipe", bytes: 1)) {
      try samples(of: [[1]])
    }
  }

  @Test func closedDescriptor() {
    #expect(throws: AudioError.unreadable(path: "none", reason: "Bad file descriptor")) {
      var input = RawPCM(descriptor: -1, name: "none")
      _ = try input.next()
    }
  }
}
