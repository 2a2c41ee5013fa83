import Foundation

/// Writing a file so that its path holds the old contents or the new, and never a part.
public enum AtomicFile {
  /// Writes a new file beside the destination, brings it to the disk and renames it.
  ///
  /// On an error the destination is as it was and the new file is gone; a process that is killed
  /// may leave it, named `.stapes-….partial`. An existing file is replaced, and the new one has its
  /// permissions less the process's mask; a symbolic link stays, and the file that it leads to is
  /// replaced. A folder, device, pipe or socket is refused.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try FileError.check(path)
    let (destination, permissions) = try resolve(path)
    let folder = destination.lastIndex(of: "/").map { String(destination[...$0]) } ?? "./"
    let token = String(UInt64.random(in: .min ... .max), radix: 16)
    let temporary = "\(folder).stapes-\(token).partial"

    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missingFolder(path) : .system(path, .written, errno: errno)
    }
    guard fill(descriptor, with: bytes), rename(temporary, destination) == 0 else {
      let cause = errno
      unlink(temporary)
      throw .system(path, .written, errno: cause)
    }
    synchronize(folder: folder)
  }

  /// The path behind symbolic links and the permissions for the new file.
  private static func resolve(
    _ path: String
  ) throws(FileError) -> (destination: String, permissions: mode_t) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, 0o666) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isFolder(path)
    default: throw .notRegularFile(path)
    }
    guard let resolved = realpath(path, nil) else { throw .system(path, .written, errno: errno) }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o777)
  }

  /// Writes, synchronizes and closes; on false, `errno` tells why.
  private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
    guard Descriptor.write(bytes, to: descriptor), fsync(descriptor) == 0 else {
      let cause = errno
      close(descriptor)
      errno = cause
      return false
    }
    return close(descriptor) == 0
  }

  /// Brings the new name to the disk too. Not every file system can, and the file is whole either
  /// way, so a failure is not an error.
  static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}
