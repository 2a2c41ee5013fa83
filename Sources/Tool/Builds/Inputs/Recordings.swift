public import Audio
import Basics
import Features

/// Recordings and folders of them.
public enum Recordings {
  /// The recordings of a path: itself, or what a folder holds.
  public static func paths(_ path: String) throws -> [String] {
    guard Paths.exists(path) else { throw AudioError.missing(path: path) }
    guard Paths.isFolder(path) else { return [path] }
    let files = try AudioFiles(in: path)
    guard files.misnamed.isEmpty else {
      throw InputError.misnamed(folder: path, names: files.misnamed)
    }
    guard !files.paths.isEmpty else { throw InputError.noRecordings(folder: path) }
    return files.paths
  }

  public static func samples(_ path: String, rate: Int) throws(AudioError) -> [Int16] {
    do {
      return try Recording.read(path).resampled(to: rate, path: path).samples
    } catch {
      guard case .unreadable = error,
        let content = (try? WholeFile.read(path)).flatMap({ FileContent($0) })
      else { throw error }
      throw .file(.otherContent(path, content))
    }
  }
}

extension Array {
  /// At most `count` elements, evenly over the list, so that folders of many classes all have a share.
  func spread(over count: Int) -> [Element] {
    guard self.count > count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}
