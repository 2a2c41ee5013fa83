import Foundation

/// Making a folder so that its path holds all that belongs there, or nothing.
public enum AtomicFolder {
  /// Throws where a folder cannot be made because something else is there.
  public static func check(_ path: String) throws(FileError) {
    try FileError.check(path)
    guard Paths.exists(path) else { return }
    guard (try? Folder.names(in: path))?.isEmpty == true else { throw .isInUse(path) }
  }

  /// Lets `fill` write into a new folder beside the destination, and renames it. Folders around it are
  /// made where they are missing.
  ///
  /// On an error the new folder is gone; a process that is killed may leave it, named
  /// `.stapes-….partial`, for the next one to remove. The destination may be an empty folder; another
  /// one is refused, as by `check`.
  public static func make<Result>(
    _ path: String, fill: (_ folder: String) throws -> Result
  ) throws -> Result {
    try check(path)
    let parent = Folder.parent(of: path)
    try Folder.make(parent)
    guard
      let (temporary, descriptor) = Unfinished.begin(
        in: parent,
        {
          mkdir($0, 0o777) == 0 ? open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1
        })
    else { throw FileError.system(path, .written, errno: errno) }
    defer { close(descriptor) }
    do {
      let result = try fill(temporary)
      guard rename(temporary, path) == 0 else {
        throw FileError.system(path, .written, errno: errno)
      }
      Unfinished.forget(temporary)
      guard AtomicFile.synchronize(folder: parent) else {
        throw FileError.system(path, .written, errno: errno)
      }
      return result
    } catch {
      Unfinished.remove(temporary)
      throw (error as? FileError)?.moved(from: temporary, to: path) ?? error
    }
  }
}
