import Foundation

/// The files in a folder and the folders below it.
///
/// File systems take any bytes for a name. A path that is not UTF-8 is no `String`, so such files are
/// counted and shown, but cannot be opened.
package struct FolderFiles: Equatable, Sendable {
  /// Relative to the folder, sorted.
  package let paths: [String]
  /// Paths that are not UTF-8, as `caf\xe9.wav`, sorted.
  package let misnamed: [String]

  /// Leaves out hidden files and folders, and does not follow links to folders. A link that leads
  /// nowhere is a file.
  ///
  /// - Parameter isWanted: decides by a file's name; what is not UTF-8 in it is U+FFFD.
  package init(in folder: String, where isWanted: (String) -> Bool) throws(FileError) {
    var found: [[UInt8]] = []
    try Self.walk(Array(folder.utf8), [], isWanted, &found)
    var (paths, misnamed): ([String], [String]) = ([], [])
    for bytes in found {
      if let path = String(validating: bytes, as: UTF8.self) {
        paths.append(path)
      } else {
        misnamed.append(printable(bytes: bytes))
      }
    }
    self.paths = paths.sorted()
    self.misnamed = misnamed.sorted()
  }

  /// - Parameter below: the path from the first folder to this one, with a slash at its end.
  private static func walk(
    _ folder: [UInt8], _ below: [UInt8], _ isWanted: (String) -> Bool, _ found: inout [[UInt8]]
  ) throws(FileError) {
    guard let stream = opendir((folder + [0]).map { CChar(bitPattern: $0) }) else {
      throw .system(printable(bytes: folder), .read, errno: errno)
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard name.first != UInt8(ascii: ".") else { continue }
      switch kind(of: name, in: stream) {
      case S_IFDIR:
        try walk(
          folder + [UInt8(ascii: "/")] + name, below + name + [UInt8(ascii: "/")], isWanted, &found)
      case S_IFLNK where kind(of: name, in: stream, following: true) == S_IFDIR: continue
      default: if isWanted(String(decoding: name, as: UTF8.self)) { found.append(below + name) }
      }
    }
  }

  /// The kind of a file, as in `st_mode`; 0 where there is none.
  private static func kind(
    of name: [UInt8], in stream: OpaquePointer, following: Bool = false
  ) -> mode_t {
    var status = stat()
    let text = (name + [0]).map { CChar(bitPattern: $0) }
    guard fstatat(dirfd(stream), text, &status, following ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else {
      return 0
    }
    return status.st_mode & S_IFMT
  }
}
