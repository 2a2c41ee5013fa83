import Foundation
import Synchronization

/// Files and folders that are written beside their destinations, under the names `.stapes-….partial`.
///
/// Each is open and locked as long as its writer lives. The first write of a process into a folder
/// removes the ones there that nobody holds: their writers were killed.
package enum Unfinished {
  /// The paths of this process's.
  private static let own = Mutex<Set<String>>([])
  private static let swept = Mutex<Set<String>>([])

  private static let (prefix, suffix) = (".stapes-", ".partial")

  /// Makes a new file or folder, opens it and locks it.
  ///
  /// - Parameters:
  ///   - folder: where it is made.
  ///   - make: opens a path that it has made; negative where it cannot, and `errno` tells why.
  /// - Returns: nil where `make` failed, and `errno` tells why.
  static func begin(in folder: String, _ make: (String) -> Int32) -> (
    path: String, descriptor: Int32
  )? {
    sweep(folder)
    while true {
      let path =
        "\(folder)/\(prefix)\(String(UInt64.random(in: .min ... .max), radix: 16))\(suffix)"
      own.withLock { _ = $0.insert(path) }
      let descriptor = make(path)
      guard descriptor >= 0 else {
        let cause = errno
        forget(path)
        errno = cause
        return nil
      }
      // Another process may have swept it before it was locked.
      flock(descriptor, LOCK_EX)
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (path, descriptor) }
      close(descriptor)
      forget(path)
    }
  }

  /// To be called when a path is no longer there under its name.
  static func forget(_ path: String) { own.withLock { _ = $0.remove(path) } }

  static func remove(_ path: String) {
    delete(path)
    forget(path)
  }

  /// Removes what this process has begun, before it ends at once.
  package static func removeAll() {
    // A thread that runs out of memory may hold the lock itself; then the next sweep removes all.
    _ = own.withLockIfAvailable { paths in
      for path in paths { delete(path) }
    }
  }

  /// What cannot be removed stays until the next sweep.
  private static func delete(_ path: String) {
    if unlink(path) != 0 { try? FileManager.default.removeItem(atPath: path) }
  }

  private static func sweep(_ folder: String) {
    guard swept.withLock({ $0.insert(folder).inserted }) else { return }
    for name in (try? Folder.names(in: folder)) ?? []
    where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { delete(path) }
      close(descriptor)
    }
  }
}
