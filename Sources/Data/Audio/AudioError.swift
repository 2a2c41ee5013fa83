public import Basics

/// Why a recording cannot be read or written. `description` is one line that names the file, what
/// is wrong with it, and the remedy.
public enum AudioError: Error, Equatable, Sendable {
  case missing(path: String)
  case folder(path: String)
  /// A folder was asked for.
  case notAFolder(path: String)
  /// No samples at all, with or without a header.
  case empty(path: String)
  /// Not audio, or not to be opened; the reason is libsndfile's.
  case unreadable(path: String, reason: String)
  /// A header that no recording has.
  case absurd(path: String, rate: Int, channels: Int, frames: Int)
  /// Less can be decoded than the header promises: the file is cut off or damaged.
  case incomplete(path: String, frames: Int, promised: Int)
  /// A sample of a float file is infinite or not a number.
  case notFinite(path: String, frame: Int)
  /// A rate that cannot be changed to the one that is asked for in reasonable memory.
  case conversion(path: String, rate: Int, to: Int)
  /// Raw 16-bit samples that end with half a sample.
  case oddByteCount(path: String, bytes: Int)
  case file(FileError)
}

extension AudioError: CustomStringConvertible {
  public var description: String { printable(text) }

  private var text: String {
    switch self {
    case .missing(let path): "\(path): no such file; check the path"
    case .folder(let path): "\(path): is a folder; name a recording in it"
    case .notAFolder(let path): "\(path): is not a folder; name one that holds recordings"
    case .empty(let path): "\(path): holds no samples; record it again or leave it out"
    case .unreadable(let path, let reason):
      "\(path): cannot be read as audio (\(reason)); convert it to WAV or FLAC"
    case .absurd(let path, let rate, let channels, let frames):
      "\(path): claims \(channels) channels of \(frames) samples at \(rate) Hz; convert it to mono "
        + "WAV of at most \(Recording.maximumSamples) samples"
    case .incomplete(let path, let frames, let promised):
      "\(path): breaks off after \(frames) of \(promised) samples; copy it again"
    case .notFinite(let path, let frame):
      "\(path): sample \(frame) is infinite or not a number; export it again"
    case .conversion(let path, let rate, let wanted):
      "\(path): \(rate.grouped) Hz cannot be converted to \(wanted.grouped) Hz: the sound would be "
        + "more than 20 times as long, or the filter larger than 35 MB; record it at a common rate, "
        + "as 16,000 Hz"
    case .oddByteCount(let path, let bytes):
      "\(path): ends with half a sample after \(bytes) bytes; send signed 16-bit little-endian mono"
    case .file(let error): error.description
    }
  }
}
