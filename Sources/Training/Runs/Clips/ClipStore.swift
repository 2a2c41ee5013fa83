import Audio
public import DataSets
import Features
import Synchronization

/// The sounds of a data set at one rate, in memory as far as they fit.
///
/// Amplitudes are those of the 16-bit samples that a device is given: recordings at another rate
/// are resampled and rounded.
public final class ClipStore: Sendable {
  public let set: DataSet
  public let rate: Int
  /// Clips that can be read, as indices into the set's.
  public let readable: [Int]
  /// What was odd about recordings.
  public let remarks: [String]
  /// Samples of each clip of the set.
  public let counts: [Int]
  private let kept: [[Int16]?]
  /// Reads again what is not kept, and throws where that fails.
  private let reader: Mutex<ClipReader>

  /// Reads every clip once.
  ///
  /// - Parameters:
  ///   - keepingBytes: how much sound stays in memory; the rest is read again when it is used.
  ///   - progress: is told the share that is done.
  public init(
    _ set: DataSet, rate: Int, policy: ClipReader.Policy, keepingBytes: Int = 4 << 30,
    progress: (Double) -> Void = { _ in }
  ) throws(DataSetError) {
    self.set = set
    self.rate = rate
    var reader = ClipReader(set, rate: rate, policy: policy)
    var readable: [Int] = []
    var counts: [Int] = []
    var kept: [[Int16]?] = []
    var bytes = 0
    for (index, clip) in set.clips.enumerated() {
      let samples = try reader.recording(of: clip)?.resampled(to: rate).samples ?? []
      if !samples.isEmpty { readable.append(index) }
      counts.append(samples.count)
      bytes += samples.count * MemoryLayout<Int16>.size
      kept.append(bytes <= keepingBytes ? samples : nil)
      progress(Double(index + 1) / Double(set.clips.count))
    }
    self.readable = readable
    self.counts = counts
    self.kept = kept
    remarks = reader.remarks
    self.reader = Mutex(ClipReader(set, rate: rate, policy: .stop))
  }

  /// The samples of a clip of the set; none where it is not among the readable ones.
  ///
  /// Throws where the recording has gone or changed since it was read first.
  public func samples(_ index: Int) throws(DataSetError) -> [Int16] {
    if let samples = kept[index] { return samples }
    guard counts[index] > 0 else { return [] }
    let clip = set.clips[index]
    let samples = try reader.withLock { reader throws(DataSetError) in
      try reader.recording(of: clip)?.resampled(to: rate).samples ?? []
    }
    guard samples.count == counts[index] else {
      throw .changed(path: set.path(of: clip), samples: samples.count, before: counts[index])
    }
    return samples
  }
}
