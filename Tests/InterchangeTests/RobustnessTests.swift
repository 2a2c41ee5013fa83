import Basics
import Interchange
import Testing

/// Parses what may be anything. An error has one line to say; a success writes and reads the same.
private func survives(_ bytes: [UInt8]) throws -> Bool {
  let file: SafetensorsFile
  do {
    file = try SafetensorsFile(parsing: bytes)
  } catch {
    #expect(error.description.utf8.allSatisfy { $0 >= 0x20 })
    return false
  }
  let written = try file.serialized()
  let read = try SafetensorsFile(parsing: written)
  #expect(read == file)
  #expect(try read.serialized() == written)
  return true
}

@Test func everyTruncationIsAnError() throws {
  for length in 0..<sampleBytes.count {
    #expect(try !survives(Array(sampleBytes[..<length])), "\(length)")
  }
  #expect(try survives(sampleBytes))
}

@Test func everyFlippedBitIsAnErrorOrFine() throws {
  var fine = 0
  for bit in 0..<8 * sampleBytes.count {
    var bytes = sampleBytes
    bytes[bit / 8] ^= 1 << (bit % 8)
    fine += try survives(bytes) ? 1 : 0
  }
  // The bits of the data at least.
  #expect(8 * 12..<8 * sampleBytes.count ~= fine)
}

@Test func mutatedHeaders() throws {
  var random = SplitMix64(seed: 1)
  let data = Array(sampleBytes.suffix(12))
  let header = Array(sampleBytes.dropFirst(8).dropLast(12))
  let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", " ", "0", "1", "-", ".", "e", "é",
    "null", "F32", "__metadata__", "9223372036854775807", "4294967296", "[[[[[[[[", "\"weight\":{",
    "\"dtype\":\"I8\"", "\"shape\":[0]", "\"data_offsets\":[8,11]",
  ].map { Array($0.utf8) }
  var fine = 0
  for _ in 0..<100_000 {
    var mutant = header
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let start = Int.random(in: 0...mutant.count, using: &random)
      let rest = mutant.count - start
      let end = start + min(rest, Int.random(in: 0...3, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        mutant.removeSubrange(start..<end)
      case 1:
        mutant.replaceSubrange(start..<end, with: [UInt8.random(in: 0...255, using: &random)])
      case 2:
        mutant.insert(contentsOf: mutant[start..<start + rest / 2], at: start)
      case 3:
        mutant.removeSubrange(start..<start + rest / 4)
      default:
        mutant.replaceSubrange(
          start..<end, with: pieces[Int.random(in: 0..<pieces.count, using: &random)])
      }
    }
    fine += try survives(sampleFile(header: mutant, data: data)) ? 1 : 0
  }
  // Mutations of names, of metadata and of white space leave a file.
  #expect(1000..<90_000 ~= fine)
}

@Test func randomBytes() throws {
  var random = SplitMix64(seed: 2)
  for length in 0..<2000 {
    let header = (0..<length % 50).map { _ in UInt8.random(in: 0...255, using: &random) }
    _ = try survives(header)
    _ = try survives(sampleFile(header: [0x7B] + header))
  }
}

@Test func deepNestingIsAnErrorAtItsFirstByte() {
  for opening in ["[", "{\"a\":"] {
    let nest = String(repeating: opening, count: 1_000_000)
    #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(parsing: sampleFile(header: nest))
    }
    #expect(throws: SafetensorsError.metadataValueNotString(key: "m", byte: 29)) {
      try SafetensorsFile(parsing: sampleFile(header: "{\"__metadata__\":{\"m\":" + nest))
    }
  }
}

@Test func manyTensors() throws {
  let file = SafetensorsFile(
    tensors: (0..<50_000).map {
      NamedTensor(
        name: "layer.\($0)", dtype: .uint8, shape: [$0 % 3], bytes: .init(0..<UInt8($0 % 3)))
    })
  #expect(try SafetensorsFile(parsing: file.serialized()) == file)
}
