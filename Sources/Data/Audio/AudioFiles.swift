import Basics

/// The recordings in a folder and the folders below it, by their extensions. Hidden files and folders
/// are left out, and links to folders are not followed.
///
/// Extensions of formats that cannot be read count as well, so that such a recording is refused with
/// its name instead of being passed over.
public struct AudioFiles: Equatable, Sendable {
  /// In their order.
  public let paths: [String]
  /// Relative paths of recordings whose names are not UTF-8, with escapes: nothing can open them.
  public let misnamed: [String]

  public init(in folder: String) throws(AudioError) {
    guard Paths.exists(folder) else { throw .missing(path: folder) }
    guard Paths.isFolder(folder) else { throw .notAFolder(path: folder) }
    do throws(FileError) {
      let files = try FolderFiles(in: folder) { name in
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1 && extensions.contains(parts[parts.count - 1].lowercased())
      }
      let prefix = folder.hasSuffix("/") ? folder : folder + "/"
      paths = files.paths.map { prefix + $0 }
      misnamed = files.misnamed
    } catch {
      throw .file(error)
    }
  }
}

private let extensions: Set<String> = [
  "3gp", "aac", "aif", "aifc", "aiff", "amr", "au", "caf", "flac", "m4a", "mp3", "oga", "ogg",
  "opus", "rf64", "snd", "w64", "wav", "wave", "webm", "wma",
]
