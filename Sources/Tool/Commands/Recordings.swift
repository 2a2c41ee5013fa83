import Audio
import Features
import Basics

/// Recordings named on the command line.
enum Recordings {
  /// The recordings of a path: itself, or what a folder holds.
  static func paths(_ path: String) throws -> [String] {
    guard Paths.exists(path) else { throw AudioError.missing(path: path) }
    guard Paths.isFolder(path) else { return [path] }
    let paths = try audioFiles(in: path)
    guard !paths.isEmpty else { throw CommandError("\(path): no recordings in this folder") }
    return paths
  }

  /// At most `count` elements, evenly over a list, so that folders of many classes all have a share.
  static func spread<Element>(_ elements: [Element], over count: Int) -> [Element] {
    guard elements.count > count else { return elements }
    return (0..<count).map { elements[$0 * elements.count / count] }
  }

  /// A recording's samples at the model's rate.
  static func samples(_ path: String, rate: Int) throws -> [Int16] {
    try Recording.read(path).resampled(to: rate).samples
  }
}
