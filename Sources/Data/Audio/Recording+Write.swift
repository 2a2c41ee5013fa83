import Basics
import CSndFile

extension Recording {
  /// Writes a mono 16-bit WAV file.
  ///
  /// The file appears complete or not at all; see `AtomicFile`.
  ///
  /// - Precondition: there are at most `maximumSamples` samples, and the rate is from 1 to
  ///   768,000 Hz.
  public static func write16(_ path: String, samples: [Int16], rate: Int) throws(AudioError) {
    precondition(samples.count <= maximumSamples && rates.contains(rate))
    try AtomicFile.write(path, failure: AudioError.file) { descriptor throws(AudioError) in
      let file = try SoundFile(
        writing: descriptor, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate: rate, path: path)
      try file.write(samples, path: path)
      try file.close(path: path)
    }
  }
}
