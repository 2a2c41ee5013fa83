import Basics

extension Recording {
  /// Writes a mono 16-bit WAV file.
  ///
  /// The file appears complete or not at all; see `AtomicFile`.
  ///
  /// - Precondition: there are at most `maximumSamples` samples, and the rate is from 1 to
  ///   768,000 Hz.
  public static func write16(_ path: String, samples: [Int16], rate: Int) throws(AudioError) {
    precondition(samples.count <= maximumSamples && rates.contains(rate))
    do { try AtomicFile.write(wave(samples, rate: rate), to: path) } catch { throw .file(error) }
  }

  /// RIFF: a chunk on the format, and one of samples.
  private static func wave(_ samples: [Int16], rate: Int) -> [UInt8] {
    let (channels, sampleBytes) = (1, 2)
    let dataBytes = samples.count * sampleBytes
    var file = ByteWriter()
    file.append(Array("RIFF".utf8))
    file.append(UInt32(36 + dataBytes))
    file.append(Array("WAVEfmt ".utf8))
    file.append(UInt32(16))
    file.append(UInt16(1))
    file.append(UInt16(channels))
    file.append(UInt32(rate))
    file.append(UInt32(rate * channels * sampleBytes))
    file.append(UInt16(channels * sampleBytes))
    file.append(UInt16(8 * sampleBytes))
    file.append(Array("data".utf8))
    file.append(UInt32(dataBytes))
    file.append([UInt8](littleEndian: samples))
    return file.bytes
  }
}
