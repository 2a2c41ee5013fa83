import CSndFile
import Synchronization

/// A file that libsndfile reads; closed when it goes.
struct SoundFile: ~Copyable {
  private let handle: OpaquePointer
  private let info: SF_INFO

  /// libsndfile keeps the reason why a file did not open in one global variable.
  private static let opening = Mutex(())

  init(reading path: String) throws(AudioError) {
    var info = SF_INFO()
    var handle: OpaquePointer?
    var reason = ""
    Self.opening.withLock { _ in
      handle = sf_open(path, CInt(SFM_READ), &info)
      if handle == nil { reason = lastMessage() }
    }
    guard let handle else { throw .unreadable(path: path, reason: reason) }
    (self.handle, self.info) = (handle, info)
  }

  deinit { sf_close(handle) }

  var rate: Int { Int(info.samplerate) }
  var channels: Int { Int(info.channels) }
  /// As the header has it; nil for a stream whose length is not known before its end. MPEG
  /// streams may carry none, which libsndfile then extrapolates from the first frames.
  var frames: Int? { isMPEG || info.frames == sf_count_t.max ? nil : Int(info.frames) }

  private var encoding: Int { Int(info.format) & SF_FORMAT_SUBMASK }

  /// Whether samples decode to floating point.
  var isFloat: Bool {
    [SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE, SF_FORMAT_VORBIS, SF_FORMAT_OPUS].contains(encoding)
      || isMPEG
  }

  private var isMPEG: Bool {
    (SF_FORMAT_MPEG_LAYER_I...SF_FORMAT_MPEG_LAYER_III).contains(encoding)
  }

  /// Hands the whole file to `body` in blocks of whole frames, channels interleaved. The path is
  /// for errors.
  func readBlocks<Sample: Numeric>(
    path: String, _ read: (OpaquePointer?, UnsafeMutablePointer<Sample>?, sf_count_t) -> sf_count_t,
    _ body: (Span<Sample>) throws(AudioError) -> Void
  ) throws(AudioError) {
    let framesPerBlock = max(1, 65_536 / channels)
    var block = [Sample](repeating: 0, count: framesPerBlock * channels)
    var total = 0
    while true {
      let count = Int(read(handle, &block, sf_count_t(framesPerBlock)))
      total += count
      guard sf_error(handle) == SF_ERR_NO_ERROR else {
        throw .incomplete(path: path, frames: total, promised: frames ?? total)
      }
      guard count > 0 else { return }
      guard total <= Recording.maximumSamples else {
        throw .absurd(path: path, rate: rate, channels: channels, frames: total)
      }
      try body(block.span.extracting(..<(count * channels)))
    }
  }
}

/// libsndfile's words on a file that did not open, without the full stop and line breaks that some
/// of them end with.
private func lastMessage() -> String {
  let text = String(cString: sf_strerror(nil))
  let lines = text.split(whereSeparator: \.isNewline).joined(separator: " ")
  return String(lines.reversed().drop { $0 == "." || $0 == " " }.reversed())
}
