package import Foundation

/// A folder that is gone when nothing holds it any more.
package final class TemporaryFolder {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(component: "stapes-tests-\(UUID().uuidString)", directoryHint: .notDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path, without a slash at its end.
  package var path: String { url.path(percentEncoded: false) }

  /// The path of what has this name in the folder.
  package func file(_ name: String) -> String { path + "/" + name }

  /// What is in the folder, in order.
  package var names: [String] { (try? names(in: "")) ?? [] }

  package func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(folder)).sorted()
  }

  package func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: file(name), withIntermediateDirectories: true)
  }

  /// Writes a file, and makes the folders around it.
  @discardableResult
  package func write(_ name: String, bytes: some Sequence<UInt8>) throws -> String {
    let url = URL(filePath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return file(name)
  }

  @discardableResult
  package func write(_ name: String, _ text: String) throws -> String {
    try write(name, bytes: text.utf8)
  }

  /// Makes an empty file with a name of any bytes.
  package func write(bytesNamed name: [UInt8]) throws {
    let descriptor = open(path(bytesNamed: name), O_WRONLY | O_CREAT, 0o666)
    guard descriptor >= 0, close(descriptor) == 0 else {
      throw POSIXError(.init(rawValue: errno) ?? .EIO)
    }
  }

  package func makeFolder(bytesNamed name: [UInt8]) throws {
    guard mkdir(path(bytesNamed: name), 0o777) == 0 else {
      throw POSIXError(.init(rawValue: errno) ?? .EIO)
    }
  }

  private func path(bytesNamed name: [UInt8]) -> [CChar] {
    (Array((path + "/").utf8) + name + [0]).map { CChar(bitPattern: $0) }
  }

  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: file(name))))
  }

  package func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}
