import Foundation

/// Reading a file at once.
public enum WholeFile {
  /// The bytes of a regular file. A device or a pipe is refused: it may never end.
  public static func read(_ path: String, _ kind: FileKind = .text) throws(FileError) -> [UInt8] {
    try FileError.check(path)
    // A pipe that nobody writes to would not open otherwise.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path) : .system(path, .read, errno: errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(path, .read, errno: errno) }
    try FileError.checkRegular(status, path)
    guard status.st_size <= kind.mostBytes else {
      throw .tooLarge(path, bytes: Int(status.st_size), limit: kind.mostBytes)
    }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
        // A file may grow while it is read, and those of /proc do not say their size.
        guard bytes.count <= kind.mostBytes else {
          throw .tooLarge(path, bytes: bytes.count, limit: kind.mostBytes)
        }
      } else if errno != EINTR {
        throw .system(path, .read, errno: errno)
      }
    }
  }
}
