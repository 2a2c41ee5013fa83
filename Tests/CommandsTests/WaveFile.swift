/// The bytes of a WAV file at 8 kHz.
func waveFile(_ samples: [Int16]) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  let data = samples.flatMap { little(Int($0), 2) }
  return Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8)
    + little(16, 4) + little(1, 2) + little(1, 2) + little(8_000, 4) + little(16_000, 4)
    + little(2, 2) + little(16, 2) + Array("data".utf8) + little(data.count, 4) + data
}
