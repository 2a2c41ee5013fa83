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
    try write(path, failure: { $0 }) { descriptor throws(FileError) in
      guard Descriptor.write(bytes, to: descriptor) else {
        throw .system(path, .written, errno: errno)
      }
    }
  }

  /// The same with contents that `fill` writes to an open file, which stays open.
  ///
  /// - Parameter failure: turns a file's error into one of the caller's.
  package static func write<Failure: Error>(
    _ path: String, failure: (FileError) -> Failure, fill: (Int32) throws(Failure) -> Void
  ) throws(Failure) {
    let file: PartialFile
    do { file = try PartialFile(replacing: path) } catch { throw failure(error) }
    do {
      try fill(file.descriptor)
    } catch {
      file.discard()
      throw error
    }
    do { try file.commit() } catch { throw failure(error) }
  }

  /// Brings the names in a folder to the disk. Not every file system can, and files are whole either
  /// way, so a failure is not an error.
  static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}

/// A new file beside the one that it is to replace.
private struct PartialFile {
  let descriptor: Int32
  private let path: String
  private let destination: String
  private let folder: String
  private let temporary: String

  init(replacing path: String) throws(FileError) {
    try FileError.check(path)
    self.path = path
    let permissions: mode_t
    (destination, permissions) = try Self.resolve(path)
    folder =
      destination.lastIndex(of: "/").map { [destination] in String(destination[...$0]) } ?? "./"
    temporary = folder + temporaryName()
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missingFolder(path) : .system(path, .written, errno: errno)
    }
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

  func discard() {
    close(descriptor)
    unlink(temporary)
  }

  /// Brings the file to the disk and gives it its name.
  func commit() throws(FileError) {
    guard fsync(descriptor) == 0, rename(temporary, destination) == 0 else {
      let cause = errno
      discard()
      throw .system(path, .written, errno: cause)
    }
    close(descriptor)
    AtomicFile.synchronize(folder: folder)
  }
}

/// A name that nothing else has.
func temporaryName() -> String {
  ".stapes-\(String(UInt64.random(in: .min ... .max), radix: 16)).partial"
}
