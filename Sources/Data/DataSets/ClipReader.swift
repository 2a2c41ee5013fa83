public import Audio

/// Reads the sound of clips, whole or cut out of their recordings.
///
/// ```
/// var reader = ClipReader(set)
/// for index in fold.training {
///   let recording = try reader.recording(of: set.clips[index])
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
    /// Drop the clip, and name it.
    case skip
  }

  /// What was odd about clips, once each, in the order of reading.
  public private(set) var remarks: [String] = []

  private let set: DataSet
  private var remarked: Set<String> = []
  private var last: (path: String, result: Result<Recording, AudioError>)?

  public init(_ set: DataSet) { self.set = set }

  /// The 16-bit samples of a clip at the rate of its recording.
  ///
  /// A segment has the samples from ⌊rate · start + ½⌋ up to, and not with, ⌊rate · end + ½⌋. One
  /// that ends after its recording is cut with a remark.
  public mutating func recording(of clip: Clip) throws(DataSetError) -> Recording {
    let path = set.path(of: clip)
    let result =
      last.flatMap { $0.path == path ? $0.result : nil }
      ?? Result { () throws(AudioError) in try Recording.read(path) }
    last = (path: path, result: result)
    switch result {
    case .failure(let error): throw .audio(error)
    case .success(let recording):
      guard let segment = clip.segment else { return recording }
      return try cut(recording, segment, path: path)
    }
  }

  private mutating func cut(
    _ recording: Recording, _ segment: Segment, path: String
  ) throws(DataSetError) -> Recording {
    let count = recording.samples.count
    // The position in samples, clamped before it is converted: times are any finite numbers.
    func position(_ seconds: Double) -> Int {
      let exact = seconds * Double(recording.rate) + 0.5
      return Int(min(max(exact.rounded(.down), 0), Double(count) + 1))
    }
    let start = position(segment.start)
    let end = position(segment.end)
    let seconds = Double(count) / Double(recording.rate)
    guard start < min(end, count) else {
      throw .emptySegment(path: path, segment, seconds: seconds)
    }
    if end > count {
      remark(
        "\(path): the segment from \(segment.start) to \(segment.end) s ends after the recording; "
          + "cut at \(seconds) s")
    }
    return Recording(
      samples: Array(recording.samples[start..<min(end, count)]), rate: recording.rate,
      channels: recording.channels)
  }

  private mutating func remark(_ text: String) {
    if remarked.insert(text).inserted { remarks.append(text) }
  }
}
