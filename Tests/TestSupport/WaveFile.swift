import Basics

/// The bytes of a WAV file of one channel and 16 bits, as its format says.
package func waveFile(_ samples: [Int16], rate: Int = 8_000) -> [UInt8] {
  var file = ByteWriter()
  file.append(Array("RIFF".utf8))
  file.append(UInt32(36 + 2 * samples.count))
  file.append(Array("WAVEfmt ".utf8))
  file.append(UInt32(16))
  for half in [1, 1] as [UInt16] { file.append(half) }
  for word in [UInt32(rate), UInt32(2 * rate)] { file.append(word) }
  for half in [2, 16] as [UInt16] { file.append(half) }
  file.append(Array("data".utf8))
  file.append(UInt32(2 * samples.count))
  file.append([UInt8](littleEndian: samples))
  return file.bytes
}
