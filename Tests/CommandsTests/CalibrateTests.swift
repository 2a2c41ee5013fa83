import Basics
import Foundation
import TestSupport
import Testing

@Suite struct CalibrateTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    #expect(try run("init", "lung-dw", "-o", "lung.safetensors").status == 0)
    #expect(try run("synthesize", "sound", "--seconds", "2", "-o", "sound.wav").status == 0)
  }

  private func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments, in: folder.url)
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(component: name))
  }

  @Test func compilesToTheSameBytes() throws {
    let options = ["--calibrate", "sound.wav", "--grid", "31", "--ranges", "percentile"]
    let made = try ToolRun(
      ["calibrate", "lung.safetensors"] + options + ["-o", "calibrated.safetensors"],
      in: folder.url)
    try #require(made.status == 0, "\(made.error)")
    #expect(
      made.output.hasPrefix("calibrated.safetensors: 24 tensors, weights on ±31, calibrated with"))
    #expect(
      try ToolRun(
        ["compile", "lung.safetensors"] + options + ["-o", "direct.stapes"], in: folder.url
      ).status == 0)
    #expect(try run("compile", "calibrated.safetensors", "-o", "later.stapes").status == 0)
    #expect(try bytes("direct.stapes") == (try bytes("later.stapes")))
    let verified = try run(
      "verify", "later.stapes", "--checkpoint", "calibrated.safetensors", "--inputs", "1")
    #expect(verified.status == 0 && verified.output.contains("the trainer's forward pass"))
  }

  @Test func layersHaveOtherGrids() throws {
    let made = try run(
      "calibrate", "lung.safetensors", "--grid", "20", "--layer-grids", "conv1=127,*_depthwise=90",
      "-o", "calibrated.safetensors")
    try #require(made.status == 0, "\(made.error)")
    #expect(made.output.contains("weights on ±20 to ±127, calibrated with seeded noise"))
    let header = String(decoding: try bytes("calibrated.safetensors").prefix(20_000), as: UTF8.self)
    for grid in ["conv1\\\":127", "conv3_depthwise\\\":90", "conv3_pointwise\\\":20", "fc\\\":20"] {
      #expect(header.contains("\\\"\(grid)"))
    }
    for (value, complaint) in [
      ("conv99=3", "no layer is called 'conv99'"), ("conv1", "'conv1' is no name=n"),
      ("conv1=128", "between 1 and 127"),
    ] {
      let refused = try run(
        "calibrate", "lung.safetensors", "--layer-grids", value, "-o", "x.safetensors")
      #expect(refused.status == 64 && refused.error.contains(complaint))
    }
  }

  /// Features calibrate with arrays, and their ranges follow what is in them.
  @Test func takesArrays() throws {
    #expect(try run("init", "crackle", "-o", "crackle.safetensors").status == 0)
    let count = 2 * 257 * 45
    let values: [Float] = (0..<count).map { index in Float(index % 100) / 10 - 3 }
    let clips = file(values, shape: "(2, 257, 45)")
    try clips.write(to: folder.url.appending(component: "clips.npy"))
    let made = try run(
      "calibrate", "crackle.safetensors", "--calibrate", "clips.npy", "--ranges", "min-max",
      "-o", "calibrated.safetensors")
    try #require(made.status == 0, "\(made.error)")
    #expect(made.output.contains("calibrated with 2 clips of clips.npy"))
    let header = String(decoding: try bytes("calibrated.safetensors").prefix(9_000), as: UTF8.self)
    // −3 to 6.9 in 255 steps.
    #expect(header.contains("cycle\\\":{\\\"scale\\\":0.0388"))
  }

  /// A `.npy` file of float32, as NumPy writes it.
  private func file(_ values: [Float], shape: String) -> Data {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8)
    return data + [UInt8](littleEndian: values.map(\.bitPattern))
  }
}
