import Basics
import Foundation

/// The recordings in a folder and the folders below it, by their extensions, in the order of their
/// paths. Hidden files and folders are left out, and links to folders are not followed.
public func audioFiles(in folder: String) throws(AudioError) -> [String] {
  guard Paths.exists(folder) else { throw .missing(path: folder) }
  guard Paths.isFolder(folder) else { throw .notAFolder(path: folder) }
  let prefix = folder.hasSuffix("/") ? folder : folder + "/"
  let paths: [String]
  do {
    paths = try FileManager.default.subpathsOfDirectory(atPath: prefix + ".")
  } catch {
    throw .unreadable(path: folder, reason: error.localizedDescription)
  }
  return paths.filter { path in
    let components = path.split(separator: "/")
    let fileExtension = components.last?.split(separator: ".").dropFirst().last?.lowercased()
    return audioExtensions.contains(fileExtension ?? "")
      && components.allSatisfy { !$0.hasPrefix(".") }
  }.sorted().map { prefix + $0 }.filter { Paths.exists($0) && !Paths.isFolder($0) }
}

private let audioExtensions: Set<String> = [
  "aif", "aifc", "aiff", "au", "caf", "flac", "mp3", "oga", "ogg", "opus", "rf64", "snd", "w64",
  "wav", "wave",
]
