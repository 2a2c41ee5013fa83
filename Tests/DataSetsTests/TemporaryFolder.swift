import Audio
import DataSets
import Foundation
import Testing

/// A folder that lives as long as the test that holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(component: "stapes-data-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and the folders above it.
  func write(_ name: String, _ text: String) throws {
    try write(name, bytes: Array(text.utf8))
  }

  func write(_ name: String, bytes: [UInt8]) throws {
    try makeFolder(of: name)
    try Data(bytes).write(to: URL(filePath: path + "/" + name))
  }

  /// Writes a recording that counts up from `first`, so that a cut can be told from another.
  func record(
    _ names: String..., samples count: Int = 100, first: Int = 0, rate: Int = 1_000
  ) throws {
    for name in names {
      try makeFolder(of: name)
      try Recording.write16(
        path + "/" + name, samples: (0..<count).map { Int16($0 + first) }, rate: rate)
    }
  }

  func load(_ layout: Layout, _ name: String = "") throws(DataSetError) -> DataSet {
    try DataSet.load(layout: layout, at: path + "/" + name)
  }

  /// What is said when a layout does not load, without the path of this folder.
  func complaint(_ layout: Layout, _ name: String = "") -> String {
    do throws(DataSetError) {
      _ = try load(layout, name)
      return "loaded"
    } catch {
      return relative(error.description)
    }
  }

  func relative(_ text: String) -> String {
    text.replacing(path + "/", with: "").replacing(path, with: "ROOT")
  }

  func remarks(of set: DataSet) -> [String] { set.remarks.map(relative) }

  private func makeFolder(of name: String) throws {
    try FileManager.default.createDirectory(
      at: URL(filePath: path + "/" + name).deletingLastPathComponent(),
      withIntermediateDirectories: true)
  }
}
