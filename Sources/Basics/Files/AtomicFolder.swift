import Foundation

/// Making a folder so that its path holds all that belongs there, or nothing.
public enum AtomicFolder {
  /// Throws where a folder cannot be made because something else is there.
  public static func check(_ path: String) throws(FileError) {
    try FileError.check(path)
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    guard status.st_mode & S_IFMT == S_IFDIR, names?.isEmpty == true else { throw .isInUse(path) }
  }

  /// Lets `fill` write into a new folder beside the destination, and renames it. Folders around it are
  /// made where they are missing.
  ///
  /// On an error the new folder is gone; a process that is killed may leave it, named
  /// `.stapes-….partial`. The destination may be an empty folder; another one is refused, as by
  /// `check`.
  public static func make<Result>(
    _ path: String, fill: (_ folder: String) throws -> Result
  ) throws -> Result {
    try check(path)
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let temporary = "\(parent)/\(temporaryName())"
    // What cannot be made here is found out at once below.
    try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    guard mkdir(temporary, 0o777) == 0 else { throw FileError.system(path, .written, errno: errno) }
    do {
      let result = try fill(temporary)
      guard rename(temporary, path) == 0 else {
        throw FileError.system(path, .written, errno: errno)
      }
      AtomicFile.synchronize(folder: parent)
      return result
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error
    }
  }
}
