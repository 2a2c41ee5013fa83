import Audio
import Foundation
import Graph

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

  /// A recording's samples, which have to be at the model's rate.
  static func samples(_ path: String, rate: Int) throws -> [Int16] {
    let recording = try Recording.read(path)
    guard recording.rate == rate else {
      throw CommandError(
        "\(path): recorded at \(recording.rate.grouped) Hz, the model takes \(rate.grouped) Hz; "
          + "convert it, for example: sox \(path) -r \(rate) converted.wav")
    }
    return recording.samples
  }
}
