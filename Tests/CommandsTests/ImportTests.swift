import Foundation
import TestSupport
import Testing

/// The README's way from a `.tflite` file to scores, and back.
@Suite struct ImportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments, in: folder.url)
  }

  /// Recorded networks of MLPerf Tiny.
  private static var data: URL? {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let shared =
      ProcessInfo.processInfo.environment["STAPES_DATA"].map { URL(filePath: $0) }
      ?? root.deletingLastPathComponent().appending(path: "shared/data")
    let name = "mlperf-tiny/keyword-spotting-dscnn"
    let file = shared.appending(path: "\(name).tflite")
    return FileManager.default.fileExists(atPath: file.path()) ? shared.appending(path: name) : nil
  }

  private static func bytes(_ ending: String) throws -> Data {
    let data = try #require(data)
    return try Data(contentsOf: URL(filePath: data.path() + ending))
  }

  /// A `.npy` file of int8, as NumPy writes it.
  private static func array(_ values: Data, shape: String) -> Data {
    var header = "{'descr': '|i1', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8) + values
  }

  @Test(.enabled(if: ImportTests.data != nil, "no recorded networks: set STAPES_DATA"))
  func thereAndBack() throws {
    let words = (0..<12).map { "word \($0)" }.joined(separator: "\n") + "\n"
    for (name, bytes) in [
      ("kws.tflite", try Self.bytes(".tflite")), ("words.txt", Data(words.utf8)),
      ("features.npy", Self.array(try Self.bytes(".input.i8"), shape: "(64, 49, 10, 1)")),
    ] { try bytes.write(to: folder.url.appending(component: name)) }
    let made = try run("import", "kws.tflite", "--labels", "words.txt", "-o", "kws.stapes")
    try #require(made.status == 0, "\(made.error)")
    #expect(made.output.hasPrefix("kws.stapes: 28,"))
    let verified = try run("verify", "kws.stapes", "--inputs", "2")
    #expect(verified.status == 0 && verified.output.contains("wide integers"))
    let scored = try run(
      "run", "kws.stapes", "features.npy", "--scores", "scores.npy", "--tensors", "layers")
    try #require(scored.status == 0, "\(scored.error)")
    #expect(scored.output.split(separator: "\n").count == 64)
    #expect(scored.output.contains("clip 63  word 11  (word 11 0.535"))
    let layer = try Data(contentsOf: folder.url.appending(path: "layers/softmax12.npy"))
    #expect(layer.suffix(64 * 12) == (try Self.bytes(".output.tflm.i8")))
    let scores = try Data(contentsOf: folder.url.appending(component: "scores.npy"))
    #expect(scores.count == 128 + 64 * 12 * 4)

    let exported = try run("export", "kws.stapes", "--tflite", "again.tflite")
    try #require(exported.status == 0, "\(exported.error)")
    #expect(!exported.output.contains("not the same bits"))
    let again = try run("import", "again.tflite", "-o", "again.stapes")
    #expect(again.status == 0)
    let same = try run("run", "again.stapes", "features.npy", "--tensors", "again")
    #expect(same.status == 0)
    let second = try Data(contentsOf: folder.url.appending(path: "again/softmax11.npy"))
    #expect(second.suffix(64 * 12) == layer.suffix(64 * 12))
  }

  @Test func mistakes() throws {
    try folder.write("text.tflite", "no model at all")
    let text = try run("import", "text.tflite", "-o", "text.stapes")
    #expect(text.status == 1)
    #expect(text.error.contains("text.tflite: not a TFLite model: TFL3 does not stand at byte 4"))
    #expect(
      !FileManager.default.fileExists(atPath: folder.url.appending(path: "text.stapes").path()))
    _ = try run("init", "lung-dw", "--seed", "1", "-o", "m.safetensors")
    _ = try run("compile", "m.safetensors", "-o", "m.stapes")
    try folder.write("a.npy", "no array")
    let array = try run("run", "m.stapes", "a.npy")
    #expect(array.status == 1 && array.error.contains("a.npy: is no .npy file"))
    let tensors = try run("run", "m.stapes", "sound.wav", "--tensors", "t")
    #expect(tensors.status == 64 && tensors.error.contains("--tensors: goes with arrays (.npy)"))
  }
}
