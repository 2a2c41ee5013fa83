import Audio
import DataSets
import Foundation
import TestSupport
import Testing

extension TemporaryFolder {
  /// Writes a recording that counts up from `first`, so that a cut can be told from another.
  func record(
    _ names: String..., samples count: Int = 100, first: Int = 0, rate: Int = 1_000
  ) throws {
    for name in names {
      let samples = (0..<count).map { Int16($0 + first) }
      try Recording.write16(try write(name, ""), samples: samples, rate: rate)
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

  func problems(of set: DataSet) -> [String] { set.dropped.map { relative($0.problem) } }
}
