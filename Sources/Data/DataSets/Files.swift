import Audio
import Basics

/// What loaders ask of the file system.
enum Files {
  static func bytes(of path: String) throws(DataSetError) -> [UInt8] {
    guard Paths.exists(path), !Paths.isFolder(path) else {
      throw .missing(path: path, remedy: "unpack the data set again or check its root")
    }
    do { return try WholeFile.read(path) } catch { throw .file(error) }
  }

  /// The names in a folder, hidden ones left out, sorted.
  static func names(in folder: String) throws(DataSetError) -> [String] {
    guard Paths.isFolder(folder) else {
      throw .missing(path: folder, remedy: "name the folder of the data set")
    }
    do {
      return try Folder.names(in: folder).filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .file(error)
    }
  }

  /// The recordings in a folder and below it, relative to `root`, which is a part of its path.
  static func recordings(in folder: String, relativeTo root: String) throws(DataSetError)
    -> [String]
  {
    do throws(AudioError) {
      return try AudioFiles(in: folder).paths.map { String($0.dropFirst(root.count + 1)) }
    } catch {
      throw .audio(error)
    }
  }

  /// A path without slashes at its end.
  static func withoutTrailingSlashes(_ path: String) -> String {
    let end = path.lastIndex { $0 != "/" }
    return end.map { String(path[...$0]) } ?? path
  }

  /// The last component of a path without its extension.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
  }
}
