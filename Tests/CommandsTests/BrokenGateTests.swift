import Foundation
import TestSupport
import Testing

/// A gate passes on what it was given whole, and on nothing else: whatever breaks on the way to it
/// fails `check` and `evaluate`, with the name of what is broken.
@Suite struct BrokenGateTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.writeSmallModel()
    for (label, step) in [("cat", 900), ("dog", 90)] {
      for clip in 0..<3 {
        try record("clips/\(label)/\(clip).wav", step: step + 10 * clip)
      }
    }
    try folder.write("budget.json", #"{"accuracy": 0}"#)
  }

  private func record(
    _ name: String, step: Int = 500, samples: Int = 2_000, rate: Int = 8_000
  ) throws {
    let wave = (0..<samples).map { Int16($0 * step % 8_000 - 4_000) }
    try folder.write(name, bytes: waveFile(wave, rate: rate))
  }

  /// What `check` and `evaluate` say of a data set.
  private func gates(
    data: String = "clips", budget: String = "budget.json", _ others: String...
  ) throws -> [ToolRun] {
    let data = ["--data", data] + others
    return [
      try ToolRun(["check", "small.stapes", "--against", budget] + data, in: folder.url),
      try ToolRun(["evaluate", "small.stapes"] + data, in: folder.url),
    ]
  }

  /// Both fail, and say so in a line that has this text.
  private func expectFailures(
    _ text: String, data: String = "clips", _ location: SourceLocation = #_sourceLocation
  ) throws {
    for gate in try gates(data: data) {
      #expect(gate.status == 1, sourceLocation: location)
      let lines = (gate.error + gate.output).split(separator: "\n")
      #expect(lines.contains { $0.contains(text) }, "\(lines)", sourceLocation: location)
      #expect(!gate.output.contains("within budget"), sourceLocation: location)
    }
  }

  @Test func theSetIsGoodAsItIs() throws {
    for gate in try gates() { #expect(gate.status == 0 && gate.error == "", "\(gate.error)") }
  }

  private enum Harm: CaseIterable {
    case emptied, noSound, headerOnly, tooShort, oneHertz, oddRate, pipe, linkToNowhere, otherFormat
    case strayed, misnamed
  }

  @Test(arguments: Harm.allCases) private func aClipThatIsBroken(harm: Harm) throws {
    let name = "clips/dog/1.wav"
    var clip = "dog/1.wav"
    let whole = try folder.bytes(name)
    try FileManager.default.removeItem(atPath: folder.file(name))
    switch harm {
    case .emptied: try folder.write(name, "")
    case .noSound: try folder.write(name, "no sound")
    case .headerOnly: try folder.write(name, bytes: waveFile([]))
    case .tooShort: try record(name, samples: 20)
    case .oneHertz: try record(name, rate: 1)
    case .oddRate: try record(name, rate: 767_999)
    case .pipe: try #require(mkfifo(folder.file(name), 0o666) == 0)
    case .linkToNowhere:
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(name), withDestinationPath: "nowhere.wav")
      // Found before anything is read.
      return try expectFailures("1 of 6 recordings are missing (dog/1.wav)")
    case .otherFormat:
      clip = "dog/1.m4a"
      try folder.write("clips/\(clip)", "as a phone writes it")
    case .strayed:
      clip = "1.wav"
      try folder.write("clips/1.wav", bytes: whole)
    case .misnamed:
      clip = #"dog/\xe9.wav"#
      try folder.write(bytesNamed: Array("clips/dog/".utf8) + [0xE9] + Array(".wav".utf8))
    }
    try expectFailures("1 of 6 clips is dropped: \(clip)")
    for gate in try gates("--allow-dropped", "1") { #expect(gate.status == 0, "\(gate.error)") }
  }

  @Test func aSetThatIsGone() throws {
    try expectFailures("nowhere: no such file or folder", data: "nowhere")
    try folder.makeFolder("empty/cat")
    try expectFailures("empty: no known layout", data: "empty")
    try folder.write("list.csv", "file,label\n")
    try expectFailures("list.csv: holds no clips", data: "list.csv")
    try folder.write("list.csv", "file,label\nclips/cat/0.wav,cat\nclips/dog/9.wav,dog\n")
    try expectFailures("1 of 2 recordings are missing (clips/dog/9.wav)", data: "list.csv")
    try folder.write("list.csv", "file,label,start,end\nclips/cat/0.wav,cat,9,9.5\n")
    try expectFailures("list.csv: no clips that can be scored", data: "list.csv")
    for clip in 0..<3 {
      for label in ["cat", "dog"] { try folder.write("clips/\(label)/\(clip).wav", "") }
    }
    try expectFailures("clips: no clips that can be scored")
  }

  @Test func aClassThatIsGone() throws {
    try FileManager.default.removeItem(atPath: folder.file("clips/dog"))
    let (check, evaluate) = (try gates()[0], try gates()[1])
    #expect(check.status == 1 && check.error.contains("clips: holds no clips of dog; a gate needs"))
    // Who only looks is told.
    #expect(evaluate.status == 0 && evaluate.output.contains("clips, 3 clips, 1 of 2 classes"))
  }

  @Test func aBaselineOfOtherData() throws {
    func check(_ arguments: String...) throws -> ToolRun {
      try ToolRun(["check", "small.stapes", "--data", "clips"] + arguments, in: folder.url)
    }
    #expect(try check("--write-baseline", "base.json").status == 0)
    let base = try folder.bytes("base.json")
    try folder.write("budget.json", #"{"baseline": "base.json"}"#)
    #expect(try check("--against", "budget.json").status == 0)
    let sentence =
      "stapes: the baseline's accuracy is of other clips than those of --data; write the baseline anew "
      + "with them\n"
    // A clip of the same name and length, and a clip more.
    try record("clips/cat/1.wav", step: 11)
    #expect(try check("--against", "budget.json").error == sentence)
    try record("clips/cat/1.wav", step: 910)
    #expect(try check("--against", "budget.json").status == 0)
    try record("clips/cat/4.wav")
    #expect(try check("--against", "budget.json").error == sentence)
    // A baseline is not taken from what is broken.
    try folder.write("clips/cat/4.wav", "")
    #expect(try check("--write-baseline", "base.json").status == 1)
    #expect(try folder.bytes("base.json") == base)
    try FileManager.default.removeItem(atPath: folder.file("base.json"))
    #expect(
      try check("--against", "budget.json").error.hasPrefix("stapes: base.json: no such file"))
    #expect(try check("--against", "none.json").error.hasPrefix("stapes: none.json: no such file"))
  }
}
