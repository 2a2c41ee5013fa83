import Foundation
import TestSupport
import Testing

/// What the tool leaves where the system fails: each call of a kind in turn, as SQLite tests it. A
/// library that is loaded before C's lets the n-th call fail.
@Suite(.enabled(if: Programs.isInstalled("clang"), "no clang to build the failing system with"))
struct FailingSystemTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private let folder: TemporaryFolder
  private var library: String { folder.file("failing.so") }

  init() throws {
    folder = try TemporaryFolder()
    let clang = try ProgramRun(
      URL(filePath: Programs.installed("clang") ?? ""),
      [
        "-shared", "-fPIC", "-O1", "-o", folder.file("failing.so"),
        Self.root.appending(path: "FailingSystem/FailingSystem.c").path(),
      ], in: folder.url)
    try #require(clang.status == 0, "\(clang.error)")
  }

  private func run(_ variable: String, _ arguments: [String], in place: URL) throws -> ProgramRun {
    try ProgramRun(
      URL(filePath: "/usr/bin/env"),
      ["LD_PRELOAD=\(library)", variable, ToolRun.tool.path()] + arguments, in: place)
  }

  /// How often a run makes the calls of each kind.
  private func counts(_ arguments: [String], in place: URL) throws -> [String: Int] {
    let run = try run("STAPES_COUNT=\(folder.file("counts"))", arguments, in: place)
    try #require(run.status == 0, "\(run.error)")
    return try folder.text("counts").split(separator: "\n").reduce(into: [:]) { counts, line in
      let parts = line.split(separator: " ")
      counts[String(parts[0])] = Int(parts[1])
    }
  }

  /// Lets each call fail, or some of them, evenly over all: there are a million allocations.
  ///
  /// - Parameters:
  ///   - prepare: makes the folder for one run.
  ///   - check: looks at what is left; is told whether the run claims success.
  private func fail(
    _ arguments: [String], most: Int = .max, prepare: (TemporaryFolder) throws -> Void,
    check: (_ place: TemporaryFolder, _ succeeded: Bool, _ call: Comment) throws -> Void
  ) throws {
    let place = try TemporaryFolder()
    try prepare(place)
    let counts = try counts(arguments, in: place.url)
    for (kind, count) in counts.sorted(by: { $0.key < $1.key }) {
      let tried = min(count, most, ["malloc": 4, "close": 8][kind, default: .max])
      for number in 0..<tried {
        let call = "\(kind):\(1 + number * count / tried)"
        let place = try TemporaryFolder()
        try prepare(place)
        let run = try run("STAPES_FAIL=\(call)", arguments, in: place.url)
        let comment: Comment = "\(arguments[0]), \(call): \(run.error)"
        #expect(!run.wasKilled, comment)
        // What was read is closed without a look, and a later run may make fewer allocations.
        #expect(run.status == 1 || run.status == 0 && ["close", "malloc"].contains(kind), comment)
        let lines = run.error.split(separator: "\n").filter { $0.hasPrefix("stapes: ") }
        #expect(lines.count == (run.status == 0 ? 0 : 1), comment)
        // Without memory, the next write into the folder removes what is left.
        if kind == "malloc", run.status == 1 {
          let next = ["synthesize", "sound", "--seconds", "0.01", "-o", "next.wav"]
          try #require(try ToolRun(next, in: place.url).status == 0)
          try FileManager.default.removeItem(atPath: place.file("next.wav"))
        }
        try check(place, run.status == 0, comment)
        let left = try FileManager.default.subpathsOfDirectory(atPath: place.path)
        #expect(!left.contains { $0.hasSuffix(".partial") }, comment)
      }
    }
  }

  /// The same for a command that writes one file over another one.
  private func replaces(
    _ output: String, _ arguments: [String], _ inputs: TemporaryFolder
  ) throws {
    _ = try ToolRun(arguments, in: inputs.url)
    let whole = try inputs.bytes(output)
    let old = Array("old".utf8)
    try fail(arguments) { place in
      for name in inputs.names { try place.write(name, bytes: try inputs.bytes(name)) }
      try place.write(output, bytes: old)
    } check: { place, succeeded, comment in
      let bytes = try place.bytes(output)
      #expect(bytes == whole || !succeeded && bytes == old, comment)
    }
  }

  @Test func compileImportAndSynthesize() throws {
    let inputs = try TemporaryFolder()
    try inputs.writeSmallModel()
    let export = ["export", "small.stapes", "--tflite", "small.tflite"]
    try #require(try ToolRun(export, in: inputs.url).status == 0)
    try replaces(
      "small.stapes", ["compile", "small.safetensors", "-o", "small.stapes"], inputs)
    try replaces("new.stapes", ["import", "small.tflite", "-o", "new.stapes"], inputs)
    try replaces(
      "sound.wav", ["synthesize", "sound", "--seconds", "0.1", "-o", "sound.wav"], inputs)
  }

  @Test func aDataSetIsThereWholeOrNotAtAll() throws {
    let arguments = [
      "synthesize", "lungs", "-o", "lungs", "--subjects", "1", "--recordings", "1", "--seconds",
      "5", "--rate", "4000",
    ]
    try fail(arguments, prepare: { _ in }) { place, succeeded, comment in
      if succeeded || place.names == ["lungs"] {
        let names = try place.names(in: "lungs")
        #expect(
          names == ["ICBHI_challenge_train_test.txt", "audio_and_txt_files", "origin.txt"],
          comment)
      } else {
        #expect(place.names == [], comment)
      }
    }
  }

  @Test func aTrainingGoesOn() throws {
    let tones = try ToneSet(clips: 4)
    try tones.writeRecipe(["epochs": "2", "validation_share": "0"])
    let arguments = ToneSet.arguments("run") + ["--folds", "1"]
    _ = try ToolRun(arguments, in: tones.url)
    let promised = try Self.promised(tones.folder)
    try fail(arguments, most: 6) { place in
      for name in ["recipe.json", "tones.json", "tones"] {
        try FileManager.default.copyItem(atPath: tones.folder.file(name), toPath: place.file(name))
      }
    } check: { place, succeeded, comment in
      if !succeeded {
        let isBegun =
          try place.names.contains("run")
          && place.names(in: "run").contains("state.safetensors")
        let resumed = try ToolRun(arguments + (isBegun ? ["--resume"] : []), in: place.url)
        #expect(resumed.status == 0, "\(comment), then \(resumed.error)")
      }
      #expect(try Self.promised(place) == promised, comment)
    }
  }

  private static func promised(_ folder: TemporaryFolder) throws -> [[UInt8]] {
    try [
      "fold-1/last.safetensors", "fold-1/best.safetensors", "labels.txt", "metrics.jsonl",
      "predictions.csv", "results.csv", "results.json",
    ].map { try folder.bytes("run/\($0)") }
  }
}
