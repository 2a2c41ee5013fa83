import Foundation

/// Folders as the system makes, lists and removes them.
package enum Folder {
  /// Makes a folder, and the folders around it, where they are missing.
  package static func make(_ path: String) throws(FileError) {
    try FileError.check(path)
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT, parent(of: path) != path {
      try make(parent(of: path))
      if mkdir(path, 0o777) == 0 { return }
    }
    guard errno == EEXIST else { throw .system(path, .written, errno: errno) }
    guard Paths.isFolder(path) else { throw .isInUse(path) }
  }

  /// The folder that a path stands in: `a` of `a/b` and `a/b/`, `.` of `b`.
  package static func parent(of path: String) -> String {
    let names = path.split(separator: "/").dropLast()
    let parent = names.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + parent : parent.isEmpty ? "." : parent
  }

  /// The names in a folder, in no order.
  package static func names(in path: String) throws(FileError) -> [String] {
    try FileError.check(path)
    guard let folder = opendir(path) else {
      throw errno == ENOENT ? .missing(path) : .system(path, .read, errno: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw .system(path, .read, errno: errno) }
        return names
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }
}
