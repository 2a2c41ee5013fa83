import Foundation

/// What one holder has at a time, of all processes: a lock on a file that is made for it.
///
/// The system takes the lock back when the value goes or the process ends, however it ends. The file
/// stays, and means nothing by itself.
package final class FileLock: Sendable {
  private let descriptor: Int32

  /// nil where somebody else has the lock.
  package init?(_ path: String) throws(FileError) {
    try FileError.check(path)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(path, .written, errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      guard errno == EWOULDBLOCK else { throw .system(path, .written, errno: errno) }
      return nil
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
