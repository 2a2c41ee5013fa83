import Basics
import CSndFile
import Foundation

extension Recording {
  /// Reads any format of libsndfile, of any bit depth and number of channels, in blocks.
  ///
  /// With `full` the largest magnitude of the file's encoding, a sample is
  ///
  /// | encoding | 16-bit sample |
  /// |---|---|
  /// | integers of up to 16 bits | exact, narrower ones shifted up |
  /// | integers of 20, 24, 32 bits | ⌊x / full · 32,768 + ½⌋, saturated |
  /// | float, double, Vorbis, Opus, MPEG | ⌊x · 32,768 + ½⌋, saturated |
  ///
  /// Several channels are averaged before the one rounding: exactly for integers, in double
  /// precision for the rest.
  ///
  /// A WAV file that is shorter than its header says is read as far as it goes, as libsndfile does
  /// it, since recorders that write to a pipe cannot know the length; so are streams (Ogg, MPEG).
  /// A shortened FLAC is an error.
  public static func read(_ path: String) throws(AudioError) -> Recording {
    try checkFile(path)
    let file = try SoundFile(reading: path)
    let (rate, channels, frames) = (file.rate, file.channels, file.frames)
    guard rates.contains(rate), channels > 0, (0...maximumSamples).contains(frames ?? 0) else {
      throw .absurd(path: path, rate: rate, channels: channels, frames: frames ?? 0)
    }
    var samples: [Int16] = []
    samples.reserveCapacity(min(frames ?? 0, 1 << 20))
    if file.isFloat {
      try file.readBlocks(path: path, sf_readf_double) { (block: Span<Double>) throws(AudioError) in
        try appendMeans(of: block, channels: channels, to: &samples, path: path)
      }
    } else {
      try file.readBlocks(path: path, sf_readf_int) { (block: Span<Int32>) throws(AudioError) in
        appendMeans(of: block, channels: channels, to: &samples)
      }
    }
    guard !samples.isEmpty else { throw .empty(path: path) }
    if let frames, samples.count < frames {
      throw .incomplete(path: path, frames: samples.count, promised: frames)
    }
    return Recording(samples: samples, rate: rate, channels: channels)
  }

  /// Refuses what libsndfile has no good words for.
  private static func checkFile(_ path: String) throws(AudioError) {
    guard Paths.exists(path) else { throw .missing(path: path) }
    guard !Paths.isFolder(path) else { throw .folder(path: path) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw .file(.system(path, .read, errno: errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .file(.notRegularFile(path)) }
    guard status.st_size > 0 else { throw .empty(path: path) }
  }
}

/// Appends the mean of each frame of left-justified 32-bit integers, rounded half up to 16 bits.
private func appendMeans(of block: Span<Int32>, channels: Int, to samples: inout [Int16]) {
  let divisor = Int64(channels) << 16
  for start in stride(from: 0, to: block.count, by: channels) {
    var sum = divisor / 2
    for channel in 0..<channels { sum += Int64(block[start + channel]) }
    let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: divisor)
    samples.append(Int16(clamping: quotient - (remainder < 0 ? 1 : 0)))
  }
}

/// Appends the mean of each frame of floats with a full scale of 1, rounded half up to 16 bits.
private func appendMeans(
  of block: Span<Double>, channels: Int, to samples: inout [Int16], path: String
) throws(AudioError) {
  for start in stride(from: 0, to: block.count, by: channels) {
    var sum = 0.0
    for channel in 0..<channels { sum += block[start + channel] }
    guard sum.isFinite else { throw .notFinite(path: path, frame: samples.count) }
    let value = sum * 32_768 / Double(channels)
    // Not ⌊value + ½⌋: that sum rounds up for the number just below ½. The difference is exact
    // on the side of ½ that matters.
    let floor = value.rounded(.down)
    let rounded = value - floor >= 0.5 ? floor + 1 : floor
    samples.append(Int16(min(max(rounded, -32_768), 32_767)))
  }
}
