import Foundation
import SampleModels
import TestSupport
import Testing

/// Files of others, or of another step, are recognised by content: one line that says the way.
@Suite struct ForeignFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments, in: folder.url)
  }

  private static func zip(_ member: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(member.utf8.count), 0, 0, 0]
      + Array(member.utf8)
  }

  static let foreign: [(name: String, bytes: [UInt8], route: String)] = [
    ("a.onnx", [8, 8, 0x12, 7] + Array("pytorch".utf8), "is an ONNX model; "),
    ("a.pt", zip("archive/data.pkl"), "is a PyTorch file; "),
    ("old.pt", [0x80, 2, 0x8A, 10], "is a PyTorch file; "),
    ("a.h5", [0x89] + Array("HDF\r\n".utf8) + [0x1A, 10], "is a Keras model; "),
    ("a.keras", zip("metadata.json"), "is a Keras model; "),
    ("a.npz", zip("x.npy"), "is an archive of NumPy arrays (.npz); "),
    ("a.zip", zip("readme.txt"), "is a zip archive; "),
    ("a.wav", Array("RIFF....WAVEfmt ".utf8), "is a recording; "),
  ]

  @Test("every command that reads a file", arguments: foreign.indices)
  func others(_ index: Int) throws {
    let (name, bytes, route) = Self.foreign[index]
    try folder.write(name, bytes: bytes)
    for command in [
      ["inspect", name], ["size", name], ["verify", name], ["run", name, "x.wav"],
      ["export", name, "--tflite", "o"], ["import", name, "-o", "o"], ["compile", name, "-o", "o"],
      ["init", name, "-o", "o"], ["describe", name], ["train", name, "--data", "clips", "-o", "o"],
      ["check", name, "--max-file", "1KiB"],
    ] {
      let ran = try ToolRun(command, in: folder.url)
      #expect(ran.status == 1, "\(command)")
      #expect(ran.error.hasPrefix("stapes: \(name): \(route)"), "\(command): \(ran.error)")
      #expect(ran.error.split(separator: "\n").count == 1, "\(command): \(ran.error)")
    }
  }

  /// This project's own files, given to the wrong command, under names that say nothing.
  @Test func ownFiles() throws {
    try folder.write("architecture", smallNetwork)
    try folder.write("small.json", smallNetwork)
    try folder.write(
      "recipe.json", #"{"data": {"layout": "icbhi2017"}, "architecture": {"zoo": "lung-dw"}}"#)
    try folder.write("tflite", bytes: TFLiteSketch.all[0].file)
    #expect(try run("init", "small.json", "-o", "checkpoint").status == 0)
    #expect(try run("compile", "checkpoint", "-o", "model").status == 0)
    for (command, name, route) in [
      ("inspect", "architecture", "is an architecture; "),
      ("inspect", "recipe.json", "is a recipe; "),
      ("inspect", "checkpoint", "is a safetensors file; "),
      ("inspect", "tflite", "is a TFLite model; "),
    ] {
      let ran = try run(command, name)
      #expect(ran.status == 1 && ran.error.hasPrefix("stapes: \(name): \(route)"), "\(ran.error)")
    }
    for (command, name, route) in [
      ("import", "model", "is a compiled model (.stapes); "),
      ("import", "checkpoint", "is a safetensors file; "),
      ("compile", "model", "is a compiled model (.stapes); "),
      ("compile", "tflite", "is a TFLite model; "), ("init", "recipe.json", "is a recipe; "),
    ] {
      let ran = try run(command, name, "-o", "out")
      #expect(ran.status == 1 && ran.error.hasPrefix("stapes: \(name): \(route)"), "\(ran.error)")
    }
    let heard = try run("run", "model", "checkpoint")
    #expect(heard.error.hasPrefix("stapes: checkpoint: is a safetensors file; "), "\(heard.error)")
    let trained = try run("train", "small.json", "--data", "clips", "-o", "runs")
    #expect(trained.error.hasPrefix("stapes: small.json: is an architecture; "))
  }
}
