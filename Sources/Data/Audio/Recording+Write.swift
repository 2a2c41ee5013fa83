import CSndFile
import Foundation

extension Recording {
  /// Writes a mono 16-bit WAV file.
  ///
  /// The file appears complete or not at all: it is written under a hidden name in the same
  /// folder and then renamed, over whatever had the name before.
  ///
  /// - Precondition: there are at most `maximumSamples` samples, and the rate is from 1 to
  ///   768,000 Hz.
  public static func write16(_ path: String, samples: [Int16], rate: Int) throws(AudioError) {
    precondition(samples.count <= maximumSamples && rates.contains(rate))
    let target = URL(filePath: path)
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    let partial =
      target.deletingLastPathComponent()
      .appending(component: ".\(target.lastPathComponent).\(suffix)").path(percentEncoded: false)

    // 0o666 less the user's mask, as for any new file.
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemMessage()) }
    do throws(AudioError) {
      defer { close(descriptor) }
      try writeWAV(to: descriptor, samples: samples, rate: rate, path: path)
    } catch {
      unlink(partial)
      throw error
    }
    guard rename(partial, path) == 0 else {
      let reason = systemMessage()
      unlink(partial)
      throw .unwritable(path: path, reason: reason)
    }
  }

  private static func writeWAV(
    to descriptor: CInt, samples: [Int16], rate: Int, path: String
  ) throws(AudioError) {
    let file = try SoundFile(
      writing: descriptor, format: SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate: rate, path: path)
    try file.write(samples, path: path)
    try file.close(path: path)
  }
}

/// The C library's words for what failed last in this thread.
func systemMessage() -> String {
  String(cString: strerror(errno))
}
