import Foundation
import TestSupport
import Testing

/// Wrong input: one line that says what to do, and nothing left behind.
@Suite struct MistakeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("small.json", smallNetwork)
    _ = try ToolRun("init", "small.json", "-o", "small.safetensors", in: folder.url)
    _ = try ToolRun("compile", "small.safetensors", "-o", "small.stapes", in: folder.url)
  }

  /// Runs the tool and checks status, message, and that the folder holds what it held.
  private func expect(
    _ arguments: String..., status: Int32, _ message: String, input: Data = Data(),
    location: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let process = try run(arguments, input)
    #expect(process.status == status, sourceLocation: location)
    #expect(process.error == "stapes: \(message)\n", sourceLocation: location)
    #expect(folder.names == before, sourceLocation: location)
  }

  private func run(_ arguments: [String], _ input: Data) throws -> ToolRun {
    try ToolRun(arguments, in: folder.url, input: input)
  }

  @Test func usage() throws {
    try expect(
      "describe", "aemnet-dw", "--widht", "2", status: 64,
      "unknown option --widht; did you mean --width?")
    try expect(
      "describe", "vgg", status: 64,
      "there is no architecture \"vgg\"; choose one of aemnet, aemnet-dw, aemresnet, cough-cnn, "
        + "chest-xray, crackle, lung-dw")
    try expect(
      "describe", "small.json", "--width", "2", status: 64,
      "--width goes with an architecture's name, not with a file")
    try expect("compil", status: 64, "unknown command 'compil'; did you mean 'compile'?")
    try expect(
      "verify", "small.stapes", "--chunks", "1,some", status: 64,
      "--chunks: 'some' is neither a number of samples nor whole")
    try expect(
      "size", "small.stapes", "--max-ram", "48KB", status: 64,
      "--max-ram: '48KB' is not a size; write bytes or a unit, as in 131072, 128KiB or 131kB")
  }

  /// The decoder's own notes stay with it.
  @Test func damagedMPEG() throws {
    let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0] + [UInt8](repeating: 0, count: 413)
    let noise = [UInt8](repeating: 0x55, count: 300)
    try folder.write("noise.mp3", bytes: (0..<3).flatMap { _ in frame } + noise + frame)
    let run = try run(["run", "small.stapes", "noise.mp3"], Data())
    #expect(run.status == 0 && run.error == "", "\(run.error)")
  }

  @Test func synthesizing() throws {
    try expect(
      "synthesize", "birds", "-o", "birds", status: 64,
      "there is no 'birds' to synthesize; write sound or lungs")
    try expect(
      "synthesize", "sound", "--subjects", "3", "-o", "sound.wav", status: 64,
      "--subjects goes with lungs, not with sound")
    try expect(
      "synthesize", "lungs", "--proportions", "1,1,1", "-o", "lungs", status: 64,
      "--proportions: '1,1,1' is not four shares of normal, crackle, wheeze, both, as in "
        + "0.53,0.27,0.13,0.07")
    try expect(
      "synthesize", "lungs", "-o", "small.json", status: 1,
      "small.json: is there already; name another folder, or remove it")
    try expect(
      "synthesize", "lungs", "-o", ".", status: 1,
      ".: is there already; name another folder, or remove it")
  }

  @Test func theCheckpointIsNotOverwritten() throws {
    let before = try folder.bytes("small.safetensors")
    try expect(
      "compile", "small.safetensors", "-o", "./small.safetensors", status: 64,
      "--output: ./small.safetensors is <checkpoint> as well; name another file")
    #expect(try folder.bytes("small.safetensors") == before)
    try expect(
      "compile", "small.safetensors", "--clips", "3", "-o", "new.stapes", status: 64,
      "--clips goes with --calibrate; add --calibrate <path>")
  }

  @Test func missingFiles() throws {
    for command in ["inspect", "size", "verify"] {
      let run = try run([command, "none.stapes"], Data())
      #expect(run.status == 1)
      #expect(run.error.hasPrefix("stapes: none.stapes: "))
      #expect(run.error.split(separator: "\n").count == 1)
    }
    let compile = try run(["compile", "none.safetensors", "-o", "new.stapes"], Data())
    #expect(compile.status == 1)
    #expect(!folder.names.contains("new.stapes"))
  }

  @Test func aNetworkThatCannotBeCompiledIsNamed() throws {
    try folder.write(
      "wide.json",
      smallNetwork.replacing(#""kernel": 9,"#, with: #""kernel": 9, "padding": 9,"#))
    try #require(try run(["init", "wide.json", "-o", "wide.safetensors"], Data()).status == 0)
    try expect(
      "compile", "wide.safetensors", "-o", "new.stapes", status: 1,
      "wide.safetensors: conv1: the padding in front of or behind the rows is 9; it can be 0 to 8")
  }

  @Test func anUnwritablePlace() throws {
    let run = try run(["compile", "small.safetensors", "-o", "no/such/folder.stapes"], Data())
    #expect(run.status == 1)
    #expect(run.error.contains("no/such"))
  }

  @Test func emptyAndShortInput() throws {
    try expect(
      "run", "small.stapes", "-", status: 1,
      "-: the input is empty; the model needs at least 25 samples")
    try expect(
      "run", "small.stapes", "-", status: 1,
      "-: 10 samples are too few for a score; the model needs at least 25",
      input: Data(count: 20))
    try expect(
      "run", "small.stapes", "-", status: 1,
      "standard input: ends with half a sample after 21 bytes; send signed 16-bit little-endian mono",
      input: Data(count: 21))
  }
}
