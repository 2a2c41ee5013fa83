import Audio
import Features
import Foundation

/// Recordings named on the command line.
enum Recordings {
  /// The recordings of a path: itself, or what a folder holds.
  static func paths(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw AudioError.missing(path: path)
    }
    guard isFolder.boolValue else { return [path] }
    let paths = try audioFiles(in: path)
    guard !paths.isEmpty else { throw CommandError("\(path): no recordings in this folder") }
    return paths
  }

  /// At most `count` paths, evenly over the list, so that folders of many classes all have a share.
  static func spread(_ paths: [String], over count: Int) -> [String] {
    guard paths.count > count else { return paths }
    return (0..<count).map { paths[$0 * paths.count / count] }
  }

  /// A recording's samples at the model's rate.
  static func samples(_ path: String, rate: Int) throws -> [Int16] {
    try Recording.read(path).resampled(to: rate).samples
  }
}
