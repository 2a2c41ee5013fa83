import Audio
import Foundation

/// A folder that lives as long as the test that holds it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(component: "stapes-builds-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file and the folders above it; its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let url = URL(filePath: self(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return self(name)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: self(name))))
  }

  /// Writes a recording of a tone at 8 kHz; its path.
  @discardableResult
  func record(_ name: String, samples: Int = 2_000, hertz: Double = 440) throws -> String {
    try write([], to: name)
    let tone = (0..<samples).map { Int16(6_000 * sin(2 * .pi * hertz * Double($0) / 8_000)) }
    try Recording.write16(self(name), samples: tone, rate: 8_000)
    return self(name)
  }

  /// Records a folder of two classes, which the small network has.
  func recordClips(_ name: String = "clips", each: Int = 4) throws -> String {
    for (label, hertz) in [("cat", 1_500.0), ("dog", 300)] {
      for clip in 0..<each {
        try record("\(name)/\(label)/\(clip).wav", hertz: hertz * (1 + 0.02 * Double(clip)))
      }
    }
    return self(name)
  }
}
