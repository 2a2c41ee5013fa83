public import Audio

/// Reads the sound of clips, whole or cut out of their recordings.
///
/// ```
/// var reader = ClipReader(set, rate: 16_000, policy: .skip) { try resampled($0) }
/// for index in fold.training {
///   guard let samples = try reader.samples(of: set.clips[index]) else { continue }
/// }
/// ```
///
/// The last recording is kept: clips of one recording that are read one after the other decode it
/// once. Short clips stay short, and silence is sound like any other.
public struct ClipReader {
  /// What to do with a clip whose recording is broken.
  public enum Policy: String, CaseIterable, Sendable {
    /// Throw an error that names the file.
    case stop
    /// Leave the clip out and remark on it.
    case skip
  }

  /// Turns a recording at another rate into samples at the reader's, full scale ±1.
  public typealias Conversion = (Recording) throws -> [Float]

  /// What was odd about clips, once each, in the order of reading.
  public private(set) var remarks: [String] = []

  private let set: DataSet
  private let rate: Int
  private let policy: Policy
  private let convert: Conversion?
  private var remarked: Set<String> = []
  private var last: (path: String, result: Result<Recording, AudioError>)?

  /// - Parameters:
  ///   - rate: samples per second that `samples(of:)` yields.
  ///   - convert: is given clips at other rates; without it they count as broken.
  public init(_ set: DataSet, rate: Int, policy: Policy = .stop, convert: Conversion? = nil) {
    self.set = set
    self.rate = rate
    self.policy = policy
    self.convert = convert
  }

  /// The samples of a clip at the reader's rate, full scale ±1; nil where it is left out.
  public mutating func samples(of clip: Clip) throws(DataSetError) -> [Float]? {
    guard let recording = try recording(of: clip) else { return nil }
    do throws(DataSetError) {
      return try converted(recording, path: set.path(of: clip))
    } catch {
      try handle(error)
      return nil
    }
  }

  /// The 16-bit samples of a clip at the rate of its recording; nil where it is left out.
  ///
  /// A segment has the samples from ⌊rate · start + ½⌋ up to, and not with, ⌊rate · end + ½⌋. One
  /// that ends after its recording is cut with a remark; one without samples is left out with a
  /// remark, whatever the policy.
  public mutating func recording(of clip: Clip) throws(DataSetError) -> Recording? {
    let path = set.path(of: clip)
    let result =
      last.flatMap { $0.path == path ? $0.result : nil }
      ?? Result { () throws(AudioError) in try Recording.read(path) }
    last = (path: path, result: result)
    switch result {
    case .failure(let error):
      try handle(.audio(error))
      return nil
    case .success(let recording):
      guard let segment = clip.segment else { return recording }
      return cut(recording, segment, path: path)
    }
  }

  private mutating func cut(_ recording: Recording, _ segment: Segment, path: String) -> Recording?
  {
    let count = recording.samples.count
    let place = "\(path): the segment from \(segment.start) to \(segment.end) s"
    // The position in samples, clamped before it is converted: times are any finite numbers.
    func position(_ seconds: Double) -> Int {
      let exact = seconds * Double(recording.rate) + 0.5
      return Int(min(max(exact.rounded(.down), 0), Double(count) + 1))
    }
    let start = position(segment.start)
    let end = position(segment.end)
    guard start < min(end, count) else {
      remark("\(place) has no samples; left out")
      return nil
    }
    if end > count {
      remark(
        "\(place) ends after the recording; cut at \(Double(count) / Double(recording.rate)) s")
    }
    return Recording(
      samples: Array(recording.samples[start..<min(end, count)]), rate: recording.rate,
      channels: recording.channels)
  }

  private func converted(_ recording: Recording, path: String) throws(DataSetError) -> [Float] {
    guard recording.rate != rate else { return recording.samples.map { Float($0) / 32_768 } }
    guard let convert else {
      throw .otherRate(path: path, rate: recording.rate, expected: rate)
    }
    do {
      return try convert(recording)
    } catch {
      throw .conversion(path: path, rate: recording.rate, reason: "\(error)")
    }
  }

  private mutating func handle(_ error: DataSetError) throws(DataSetError) {
    guard policy == .skip else { throw error }
    remark("\(error); left out")
  }

  private mutating func remark(_ text: String) {
    if remarked.insert(text).inserted { remarks.append(text) }
  }
}
