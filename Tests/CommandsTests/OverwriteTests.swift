import Foundation
import TestSupport
import Testing

/// No command writes over what it reads, over what it writes, or into a data set.
@Suite struct OverwriteTests {
  private let tones: ToneSet
  private var folder: TemporaryFolder { tones.folder }

  init() throws {
    tones = try ToneSet(clips: 2)
    try folder.write("small.json", smallNetwork)
    for arguments in [
      ["init", "small.json", "-o", "w.safetensors"],
      ["compile", "w.safetensors", "-o", "m.stapes"],
    ] { try #require(try ToolRun(arguments, in: folder.url).status == 0) }
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.file("soft"), withDestinationPath: "m.stapes")
    try manager.linkItem(atPath: folder.file("m.stapes"), toPath: folder.file("hard.json"))
    try folder.makeFolder("runs")
    try folder.write("runs/in.npy", "")
  }

  @Test(arguments: [
    "check m.stapes --write-baseline m.stapes", "check m.stapes --write-baseline hard.json",
    "check soft --write-baseline ./runs/../m.stapes", "import m.stapes -o soft",
    "import m.stapes --labels small.json -o small.json", "export m.stapes --tflite m.stapes",
    "compile w.safetensors -o w.safetensors",
    "compile w.safetensors --calibrate m.stapes -o m.stapes",
    "compile w.safetensors -o new --correct-biases w.safetensors",
    "compile w.safetensors -o new --correct-biases ./new",
    "calibrate w.safetensors -o w.safetensors",
    "init small.json -o small.json", "evaluate m.stapes --data tones --report soft",
    "evaluate m.stapes --data tones --predictions a.csv --metrics ./a.csv",
    "evaluate m.stapes --data tones --against hard.json --metrics m.stapes.json --report hard.json",
    "evaluate m.stapes --data tones --predictions tones/scores.csv",
    "run m.stapes runs/in.npy --scores runs/in.npy", "run m.stapes runs/in.npy --tensors runs",
    "run m.stapes runs/in.npy --tensors t --scores t",
    "train recipe.json --data tones -o tones/run", "train recipe.json --data tones -o tones",
    "train recipe.json --data tones -o .", "train recipe.json --data tones/ -o tones/high/new/run",
    "dump --data tones --recipe recipe.json -o tones/arrays",
  ])
  func isRefused(_ line: String) throws {
    let before = try contents()
    let run = try ToolRun(line.split(separator: " ").map(String.init), in: folder.url)
    #expect(run.status == 64, "\(run.error)")
    #expect(run.error.split(separator: "\n").count == 1)
    #expect(run.error.hasPrefix("stapes: --"), "\(run.error)")
    #expect(try contents() == before)
  }

  @Test func messages() throws {
    func error(_ line: String) throws -> String {
      try ToolRun(line.split(separator: " ").map(String.init), in: folder.url).error
    }
    #expect(
      try error("check m.stapes --write-baseline m.stapes")
        == "stapes: --write-baseline: m.stapes is <model> as well; name another file\n")
    #expect(
      try error("train recipe.json --data tones -o tones/run")
        == "stapes: --output: tones/run lies in the data set of --data; write elsewhere\n")
    #expect(
      try error("train recipe.json --data tones -o .")
        == "stapes: --output: . holds <recipe>; write into another folder\n")
  }

  @Test func theRestIsAllowed() throws {
    for line in [
      "check m.stapes --write-baseline baseline.json", "init aemnet-dw --width 0.05 -o aemnet-dw",
      "export m.stapes --tflite runs/m.tflite", "compile w.safetensors -o runs/new.stapes",
    ] {
      let run = try ToolRun(line.split(separator: " ").map(String.init), in: folder.url)
      #expect(run.status == 0, "\(run.error)")
    }
  }

  private func contents() throws -> [String: [UInt8]] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return paths.reduce(into: [:]) { $0[$1] = (try? folder.bytes($1)) ?? [] }
  }
}
