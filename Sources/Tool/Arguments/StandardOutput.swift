public import Basics
import Foundation
import Synchronization

/// Standard output, where results go.
public enum StandardOutput {
  private static let failure = Mutex<FileError?>(nil)

  /// Writes a text at once. After a failure nothing more is written, since a reader would take what
  /// has a gap for the whole; `check` tells of the failure.
  public static func write(_ text: String) {
    failure.withLock { failure in
      guard failure == nil, !Descriptor.write(Array(text.utf8), to: STDOUT_FILENO) else { return }
      failure = .system("standard output", .written, errno: errno)
    }
  }

  /// Throws where a text could not be written.
  public static func check() throws(FileError) {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
