import Basics
import Foundation
import TestSupport
import Testing

/// `stapes dump` through the built tool.
@Suite struct DumpTests {
  private let tones: ToneSet

  init() throws {
    tones = try ToneSet()
  }

  private func dump(_ output: String, _ others: String...) throws -> ToolRun {
    try ToolRun(
      ["dump", "--data", "tones", "--recipe", "recipe.json", "-o", output] + others, in: tones.url)
  }

  private func array(_ name: String) throws -> ArrayFile { try ArrayFile(tones.bytes(name)) }

  private func lines(_ name: String) throws -> [String] {
    try tones.text(name).split(separator: "\n").map(String.init)
  }

  /// The 2,000 samples of a clip.
  private func samples(_ clip: String) throws -> [Int16] {
    Array(try tones.bytes("tones/\(clip)").suffix(4_000)).littleEndianNumbers(Int16.self)
  }

  private func standardised(_ samples: [Int16]) -> [Double] {
    let values = samples.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / variance.squareRoot() }
  }

  @Test func partsHoldWhatNetworksAreFedWith() throws {
    // Augmentation is for training; nothing of it is seen here.
    try tones.writeRecipe([
      "augmentation": #"{"gain": 6, "shift": 0.1, "noise": [10, 20], "speed": 1.2}"#
    ])
    let run = try dump("fold", "--fold", "1", "--threads", "3", "--standardised")
    #expect(run.status == 0 && run.error == "")
    #expect(
      run.output == """
        fold/training: inputs.npy 6 × 2,000 float32, classes.npy 6 int64
        fold/validation: inputs.npy 2 × 2,000 float32, classes.npy 2 int64
        fold/test: inputs.npy 8 × 2,000 float32, classes.npy 8 int64

        """)
    #expect(try tones.text("fold/labels.txt") == "high\nlow\n")
    var all: [String] = []
    for (part, count) in [("training", 6), ("validation", 2), ("test", 8)] {
      let (inputs, classes) = (
        try array("fold/\(part)/inputs.npy"), try array("fold/\(part)/classes.npy")
      )
      let clips = try lines("fold/\(part)/clips.txt")
      try #require(inputs.kind == "<f4" && inputs.shape == [count, 2_000])
      try #require(classes.kind == "<i8" && classes.shape == [count] && clips.count == count)
      #expect(classes.indices == clips.map { $0.hasPrefix("high/") ? 0 : 1 })
      for (clip, row) in zip(clips, inputs.rows(inputs.floats)) {
        let expected = standardised(try samples(clip))
        #expect(zip(row, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
      }
      all += clips
    }
    #expect(Set(all).count == 16)
    // Without a fold all clips, in the order of the set; however many threads.
    #expect(try dump("all", "--threads", "1", "--standardised").status == 0)
    #expect(try lines("all/clips.txt") == all.sorted())
    let (whole, test) = (try array("all/inputs.npy"), try array("fold/test/inputs.npy"))
    let rows = Dictionary(
      uniqueKeysWithValues: zip(try lines("all/clips.txt"), whole.rows(whole.floats)))
    #expect(test.rows(test.floats) == (try lines("fold/test/clips.txt")).map { rows[$0] })
  }

  @Test func theDivisionIsTheRuns() throws {
    try tones.writeRecipe(["epochs": "1"])
    try #require(try tones.train("run").status == 0)
    for fold in 1...2 {
      try #require(try dump("fold-\(fold)", "--fold", "\(fold)").status == 0)
    }
    let tested = try lines("run/predictions.csv").dropFirst().map { $0.prefix { $0 != "," } }
    let dumped = try lines("fold-1/test/clips.txt") + lines("fold-2/test/clips.txt")
    #expect(tested.map(String.init) == dumped)
    #expect(try tones.text("run/labels.txt") == tones.text("fold-1/labels.txt"))
  }

  /// A compiled model gives the arrays' clips the scores that it gives the recordings.
  @Test func integersAreWhatACompiledModelTakes() throws {
    try tones.writeRecipe(["epochs": "2"])
    try #require(try tones.train("run").status == 0)
    let model = "run/fold-1/best.safetensors"
    for arguments in [
      ["compile", model, "--calibrate", "tones", "-o", "tones.stapes"],
      [
        "dump", "--data", "tones", "--recipe", "recipe.json", "--fold", "1", "-o", "fold",
      ],
      ["run", "tones.stapes", "fold/test/inputs.npy", "--scores", "scores.npy"],
      [
        "evaluate", "tones.stapes", "--data", "tones", "--recipe", "recipe.json", "--fold", "1",
        "--predictions", "predictions.npy", "--truth", "truth.npy",
      ],
    ] {
      let run = try ToolRun(arguments, in: tones.url)
      try #require(run.status == 0, "\(run.error)")
    }
    let inputs = try array("fold/test/inputs.npy")
    #expect(inputs.kind == "<i2")
    let recorded = try lines("fold/test/clips.txt").map { try samples($0) }
    #expect(inputs.rows(inputs.samples) == recorded)
    #expect(try tones.bytes("truth.npy") == tones.bytes("fold/test/classes.npy"))
    try expectSoftmax(of: "scores.npy", is: "predictions.npy", shape: [8, 2])
  }

  @Test func featuresAreWhatACompiledModelTakes() throws {
    try tones.folder.write("picture.json", pictureNetwork)
    try tones.writeRecipe([
      "architecture": #"{"file": "picture.json"}"#, "features": #""cough""#,
    ])
    for arguments in [
      ["init", "picture.json", "--seed", "4", "-o", "picture.safetensors"],
      ["compile", "picture.safetensors", "-o", "picture.stapes"],
      ["dump", "--data", "tones", "--recipe", "recipe.json", "--fold", "2", "-o", "fold"],
      ["run", "picture.stapes", "fold/test/inputs.npy", "--scores", "scores.npy"],
      [
        "evaluate", "picture.stapes", "--data", "tones", "--recipe", "recipe.json", "--fold", "2",
        "--predictions", "predictions.npy",
      ],
    ] {
      let run = try ToolRun(arguments, in: tones.url)
      try #require(run.status == 0, "\(run.error)")
    }
    let inputs = try array("fold/test/inputs.npy")
    #expect(inputs.kind == "<f4" && inputs.shape == [8, 41, 128])
    // Decibels below the clip's maximum.
    #expect(inputs.rows(inputs.floats).allSatisfy { $0.max() == 0 && ($0.min() ?? 0) < -20 })
    try expectSoftmax(of: "scores.npy", is: "predictions.npy", shape: [8, 2])
    for option in [["--seconds", "1"], ["--standardised"]] {
      let run = try ToolRun(
        ["dump", "--data", "tones", "--recipe", "recipe.json", "-o", "other"] + option,
        in: tones.url)
      #expect(run.status == 64)
      #expect(
        run.error
          == "stapes: \(option[0]): goes with sound, not with the recipe's cough features\n")
    }
  }

  private func expectSoftmax(of scores: String, is predictions: String, shape: [Int]) throws {
    let (scores, predictions) = (try array(scores), try array(predictions))
    try #require(scores.kind == "<f4" && predictions.kind == "<f4")
    try #require(scores.shape == shape && predictions.shape == shape)
    let rows = scores.rows(scores.floats)
    #expect(Set(rows).count > 1)
    for (row, probabilities) in zip(rows, predictions.rows(predictions.floats)) {
      let powers = row.map { exp(Double($0)) }
      for (power, probability) in zip(powers, probabilities) {
        #expect(abs(power / powers.reduce(0, +) - Double(probability)) < 1e-6)
      }
    }
  }

  @Test func clipsOfSeveralLengthsNeedOne() throws {
    let long = try samples("low/3.wav") + samples("low/4.wav").prefix(400)
    try Data(waveFile(long)).write(to: tones.url.appending(path: "tones/low/3.wav"))
    let short = try samples("high/7.wav").prefix(500)
    try Data(waveFile(Array(short))).write(to: tones.url.appending(path: "tones/high/7.wav"))
    // As evaluated, short clips are repeated to a crop's length, and long ones are whole.
    try tones.writeRecipe(["augmentation": #"{"crop": {"seconds": 0.1}}"#])
    let refused = try dump("all")
    #expect(refused.status == 1)
    #expect(
      refused.error
        == "stapes: clips are scored with 0.100 s (high/7.wav) to 0.300 s (low/3.wav), and an array "
        + "has one length; give it with --seconds\n")
    #expect(!tones.folder.names.contains("all"))
    let run = try dump("all", "--seconds", "0.2")
    #expect(run.output == "all: inputs.npy 16 × 1,600 int16, classes.npy 16 int64\n")
    let array = try array("all/inputs.npy")
    let clips = Dictionary(
      uniqueKeysWithValues: zip(try lines("all/clips.txt"), array.rows(array.samples)))
    #expect(clips["low/3.wav"] == Array(long.prefix(1_600)))
    let turned = Array(short.reversed())
    let repeated = Array(short) + turned + Array(short) + turned
    #expect(clips["high/7.wav"] == Array(repeated.prefix(1_600)))
    // Standardised as brought to that length.
    try #require(try dump("floats", "--seconds", "0.2", "--standardised").status == 0)
    let floats = try ArrayFile(tones.bytes("floats/inputs.npy"))
    for (float, samples) in zip(floats.rows(floats.floats), array.rows(array.samples)) {
      let expected = standardised(samples)
      #expect(zip(float, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    }
  }

  @Test func nothingIsLeftHalfWritten() throws {
    let missing = try dump("one", "--fold", "3")
    #expect(missing.error == "stapes: tones: there is no fold 3; there are 1, 2\n")
    try #require(try dump("one", "--fold", "1").status == 0)
    let labels = try tones.bytes("one/labels.txt")
    let again = try dump("one", "--fold", "2")
    #expect(again.status == 1)
    #expect(again.error == "stapes: one: is there already; name another folder, or remove it\n")
    #expect(try tones.bytes("one/labels.txt") == labels)
    #expect(try dump("tones.json").error.hasPrefix("stapes: tones.json: is there already"))
    // A network that these features are not for.
    try tones.writeRecipe(["features": #""cough""#])
    #expect(
      try dump("two").error == "stapes: tones cannot be fed with cough features\n")
    #expect(try ToolRun("dump", "--data", "tones", "-o", "two", in: tones.url).status == 64)
    #expect(tones.folder.names == ["one", "recipe.json", "tones", "tones.json"])
  }

  @Test(arguments: [SIGINT, SIGTERM]) func anInterruptLeavesNothing(number: Int32) throws {
    // Long enough to be caught in the middle.
    let process = try RunningProgram(
      ToolRun.tool,
      [
        "dump", "--data", "tones", "--recipe", "recipe.json", "-o", "long", "--seconds", "200",
        "--threads", "1",
      ], in: tones.url)
    while process.isRunning, !tones.folder.names.contains(where: { $0.hasSuffix(".partial") }) {
      Thread.sleep(forTimeInterval: 0.002)
    }
    process.signal(number)
    let end = try process.end()
    #expect(!end.wasKilled && end.status == 1)
    #expect(end.error.hasSuffix("stapes: stopped; nothing is written\n"))
    #expect(tones.folder.names == ["recipe.json", "tones", "tones.json"])
  }
}

/// A network of the cough features, small enough to run in no time.
private let pictureNetwork = """
  {
    "name": "picture",
    "inputs": [{"name": "features", "kind": "picture", "channels": 1, "height": 41, "width": 128}],
    "labels": ["high", "low"],
    "layers": [
      {"name": "conv1", "op": "convolution2d", "channels": 4, "kernel": 3, "stride": 2},
      {"name": "relu1", "op": "relu"},
      {"name": "average", "op": "global_average_pool"},
      {"name": "fc", "op": "fully_connected", "outputs": 2}
    ]
  }
  """
