import Foundation

/// Reading a file at once.
public enum WholeFile {
  /// The bytes of the file. A pipe is read to its end.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    try FileError.check(path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path) : .system(path, .read, errno: errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(path, .read, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isFolder(path) }

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
      } else if errno != EINTR {
        throw .system(path, .read, errno: errno)
      }
    }
  }
}
