import Foundation

/// Writing a file so that its path holds the old contents or the new, and never a part.
public enum AtomicFile {
  /// Writes a new file beside the destination, brings it to the disk and renames it.
  ///
  /// On an error the destination is as it was or, where the disk fails behind the renaming, new.
  /// The file beside it is gone; a process that is killed may leave it, named
  /// `.stapes-….partial`, for the next one to remove. An existing file is replaced, and the new one
  /// has its permissions less the process's mask; a symbolic link stays, and the file that it leads
  /// to is replaced. A folder, device, pipe or socket is refused.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try PartialFile(replacing: path)
    guard Descriptor.write(bytes, to: file.descriptor) else {
      let cause = errno
      file.discard()
      throw .system(path, .written, errno: cause)
    }
    try file.commit()
  }

  /// Adds to the end of a file, all bytes or none.
  package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(path, .written, errno: errno) }
    let length = lseek(descriptor, 0, SEEK_END)
    guard Descriptor.write(bytes, to: descriptor) else {
      let cause = errno
      ftruncate(descriptor, length)
      close(descriptor)
      throw .system(path, .written, errno: cause)
    }
    guard close(descriptor) == 0 else { throw .system(path, .written, errno: errno) }
  }

  /// Brings the names in a folder to the disk; false where that fails, and `errno` tells why. Not
  /// every file system can.
  static func synchronize(folder: String) -> Bool {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno == EACCES }
    defer { close(descriptor) }
    return fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP
  }
}

/// A new file beside the one that it is to replace.
private struct PartialFile {
  let descriptor: Int32
  private let path: String
  private let destination: String
  private let temporary: String

  init(replacing path: String) throws(FileError) {
    try FileError.check(path)
    let (destination, permissions) = try Self.resolve(path)
    let folder = Folder.parent(of: destination)
    guard
      let (temporary, descriptor) = Unfinished.begin(
        in: folder, { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions) })
    else { throw errno == ENOENT ? .missingFolder(path) : .system(path, .written, errno: errno) }
    (self.path, self.destination) = (path, destination)
    (self.temporary, self.descriptor) = (temporary, descriptor)
  }

  /// The path behind symbolic links and the permissions for the new file.
  private static func resolve(
    _ path: String
  ) throws(FileError) -> (destination: String, permissions: mode_t) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, 0o666) }
    try FileError.checkRegular(status, path)
    guard let resolved = realpath(path, nil) else { throw .system(path, .written, errno: errno) }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o777)
  }

  func discard() {
    Unfinished.remove(temporary)
    close(descriptor)
  }

  /// Brings the file to the disk and gives it its name.
  func commit() throws(FileError) {
    guard fsync(descriptor) == 0, rename(temporary, destination) == 0 else {
      let cause = errno
      discard()
      throw .system(path, .written, errno: cause)
    }
    Unfinished.forget(temporary)
    // The lock goes with the descriptor, so it is closed last.
    guard AtomicFile.synchronize(folder: Folder.parent(of: destination)), close(descriptor) == 0
    else { throw .system(path, .written, errno: errno) }
  }
}
