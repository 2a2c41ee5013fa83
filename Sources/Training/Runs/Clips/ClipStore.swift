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
  /// Of each clip's name, labels and samples: every start reads all sound, so it is compared to the
  /// last sample.
  let fingerprints: [String]
  private let kept: [[Int16]?]
  /// What is wrong with the clips that cannot be read.
  private let problems: [Int: String]
  /// Reads again what is not kept, and throws where that fails.
  private let reader: Mutex<ClipReader>

  /// Reads every clip once.
  ///
  /// - Parameters:
  ///   - policy: whether a clip that cannot be read is an error, or is dropped.
  ///   - keepingBytes: how much sound stays in memory; the rest is read again when it is used.
  ///   - progress: is told the share that is done.
  public init(
    _ set: DataSet, rate: Int, policy: ClipReader.Policy, keepingBytes: Int = 4 << 30,
    progress: (Double) -> Void = { _ in }
  ) throws(DataSetError) {
    self.set = set
    self.rate = rate
    var reader = ClipReader(set)
    var counts: [Int] = []
    var fingerprints: [String] = []
    var kept: [[Int16]?] = []
    var problems: [Int: String] = [:]
    var bytes = 0
    for (index, clip) in set.clips.enumerated() {
      var samples: [Int16] = []
      do throws(DataSetError) {
        samples = try reader.samples(of: clip, in: set, at: rate)
      } catch {
        guard policy == .skip else { throw error }
        problems[index] = "\(error)"
      }
      counts.append(samples.count)
      fingerprints.append(Fingerprint(of: clip, samples).text)
      bytes += samples.count * MemoryLayout<Int16>.size
      kept.append(bytes <= keepingBytes ? samples : nil)
      progress(Double(index + 1) / Double(set.clips.count))
    }
    readable = set.clips.indices.filter { problems[$0] == nil }
    self.counts = counts
    self.fingerprints = fingerprints
    self.kept = kept
    self.problems = problems
    remarks = reader.remarks
    self.reader = Mutex(ClipReader(set))
  }

  /// Those of some clips that cannot be read, and what of the data set is no clip at all.
  public func dropped(of clips: some Sequence<Int>) -> [DroppedClip] {
    set.dropped
      + clips.compactMap { index in
        problems[index].map { DroppedClip(clip: set.clips[index].name, problem: $0) }
      }
  }

  /// Everything of the data set that is not used.
  public var dropped: [DroppedClip] { dropped(of: set.clips.indices) }

  /// How many clips there are, dropped ones included.
  public var total: Int { counts.count + self.set.dropped.count }

  /// A number in words that tells some clips, in their order, from others and other sound.
  public func fingerprint(of clips: some Sequence<Int>) -> String {
    var print = Fingerprint()
    for clip in clips { print.add(fingerprints[clip]) }
    return print.text
  }

  /// A class that has lost all its clips, and how many there were.
  var lostClass: (label: String, clips: Int)? {
    let (all, left) = (set.labelCounts(set.clips.indices), set.labelCounts(readable))
    return set.labels.indices.first { all[$0] > 0 && left[$0] == 0 }.map {
      (set.labels[$0], all[$0])
    }
  }

  /// The samples of a clip of the set.
  ///
  /// Throws where the recording has gone or changed since it was read first.
  ///
  /// - Precondition: the clip is among the readable ones.
  public func samples(_ index: Int) throws(DataSetError) -> [Int16] {
    precondition(problems[index] == nil, "a clip that was dropped is not silence")
    if let samples = kept[index] { return samples }
    let clip = set.clips[index]
    let samples = try reader.withLock { reader throws(DataSetError) in
      try reader.samples(of: clip, in: set, at: rate)
    }
    guard Fingerprint(of: clip, samples).text == fingerprints[index] else {
      throw .changed(path: set.path(of: clip))
    }
    return samples
  }
}

extension ClipReader {
  /// The samples of a clip at a rate, at least one.
  fileprivate mutating func samples(
    of clip: Clip, in set: DataSet, at rate: Int
  ) throws(DataSetError) -> [Int16] {
    let recording = try recording(of: clip)
    do { return try recording.resampled(to: rate, path: set.path(of: clip)).samples } catch {
      throw .audio(error)
    }
  }
}

extension Fingerprint {
  fileprivate init(of clip: Clip, _ samples: [Int16]) {
    self.init()
    add(clip.name)
    add(clip.allLabels)
    add(samples)
  }
}
