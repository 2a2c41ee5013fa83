import Audio
import Foundation
import Testing

/// The folder of outside data: `STAPES_DATA`, or `../shared/data` beside the package; nil where
/// neither exists.
private let dataFolder: String? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let beside = root.appending(path: "../shared/data").standardized.path(percentEncoded: false)
  let folder = ProcessInfo.processInfo.environment["STAPES_DATA"] ?? beside
  return FileManager.default.fileExists(atPath: folder) ? folder : nil
}()

extension FileTests {
  @Suite(.enabled(if: dataFolder != nil, "no outside data: set STAPES_DATA to its folder"))
  struct RealRecordingsTests {
    @Test func esc10() throws {
      let paths = try AudioFiles(in: #require(dataFolder) + "/esc10/audio").paths
      #expect(paths.count == 400)
      for path in stride(from: 0, to: paths.count, by: 40).map({ paths[$0] }) {
        let recording = try Recording.read(path)
        #expect(recording.rate == 16_000 && recording.channels == 1)
        #expect(recording.samples.count == 80_000)
        #expect(recording.samples.contains { $0 != 0 })
      }
    }
  }
}
