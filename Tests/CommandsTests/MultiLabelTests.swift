import Foundation
import TestSupport
import Testing

/// Clips of several labels through the built tool.
@Suite struct MultiLabelTests {
  private let folder: TemporaryFolder

  /// 24 clips in which a low tone, a high one or both can be heard; fold 2 trains, fold 1 tests.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "small.json", smallNetwork.replacing("cat", with: "high").replacing("dog", with: "low"))
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "chords"), withIntermediateDirectories: true)
    var list = "file,label,fold\n"
    for clip in 0..<24 {
      let (name, pitches) = [("low", [300.0]), ("high", [1_500]), ("low;high", [300, 1_500])][
        clip % 3]
      try Data(Self.recording(pitches.map { $0 * (0.9 + 0.01 * Double(clip)) }))
        .write(to: folder.url.appending(path: "chords/\(clip).wav"))
      list += "\(clip).wav,\(name),\(1 + clip / 12)\n"
    }
    try folder.write("chords/list.csv", list)
    try writeRecipe(loss: "binary")
  }

  private func writeRecipe(loss: String) throws {
    try folder.write(
      "recipe.json",
      """
      {
        "name": "chords",
        "architecture": {"file": "small.json"},
        "loss": {"kind": "\(loss)"},
        "optimizer": {"rate": 0.02},
        "epochs": 10,
        "batch": 4
      }
      """)
  }

  private func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments, in: folder.url)
  }

  private func train() throws -> ToolRun {
    try run("train", "recipe.json", "--data", "chords", "--folds", "1", "-o", "run")
  }

  private func meanAveragePrecision(_ run: ToolRun) throws -> Double {
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let evaluation = try #require(object?["evaluation"] as? [String: Any])
    return try #require(evaluation["meanAveragePrecision"] as? Double)
  }

  @Test func floatAndCompiledModelsAreScored() throws {
    let trained = try train()
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.output.hasPrefix("fold 1: mAP "))
    #expect(trained.output.contains("\nmAP ") && !trained.output.contains("accuracy"))
    let model = "run/fold-1/best.safetensors"
    let text = try run(
      "evaluate", model, "--data", "chords", "--recipe", "recipe.json", "--fold", "1",
      "--predictions", "clips.csv")
    #expect(text.status == 0, "\(text.error)")
    let lines = text.output.split(separator: "\n")
    #expect(lines[0] == "\(model) on list, fold 1, 12 clips")
    #expect(lines[1] == "class  average precision  ROC area  clips")
    #expect(lines[2].hasPrefix("high ") && lines[2].hasSuffix("      8"))
    #expect(lines[4].hasPrefix("mAP ") && lines[4].contains(", mean ROC area "))
    #expect(
      try folder.text("clips.csv") == folder.text("run/predictions.csv"))
    #expect(
      try run("compile", model, "--calibrate", "chords/2.wav", "-o", "chords.stapes").status == 0)
    let compiled = try run(
      "evaluate", "chords.stapes", "--against", model, "--data", "chords", "--recipe",
      "recipe.json", "--json", "--report", "page.html")
    #expect(compiled.status == 0, "\(compiled.error)")
    let float = try run(
      "evaluate", model, "--data", "chords", "--recipe", "recipe.json", "--json")
    let (quantised, exact) = (
      try meanAveragePrecision(compiled), try meanAveragePrecision(float)
    )
    #expect(exact > 0.9 && abs(quantised - exact) < 0.1)
    let object = try JSONSerialization.jsonObject(with: Data(compiled.output.utf8))
    let against = (object as? [String: Any])?["against"] as? [String: Any]
    #expect(abs(try #require(against?["difference"] as? Double) - (quantised - exact)) < 1e-12)
    let page = try folder.text("page.html")
    #expect(page.contains("Mean average precision") && page.contains("Comparison"))
    let scores = try run(
      "evaluate", "chords.stapes", "--data", "chords", "--recipe", "recipe.json",
      "--predictions", "compiled.csv")
    #expect(scores.status == 0)
    // Probabilities of each label on its own.
    let rows = try folder.text("compiled.csv")
      .split(separator: "\n").dropFirst().map {
        $0.split(separator: ",").suffix(2).compactMap { Double($0) }
      }
    #expect(rows.allSatisfy { $0.count == 2 && $0.allSatisfy { (0...1).contains($0) } })
    #expect(rows.contains { abs($0[0] + $0[1] - 1) > 0.2 })
  }

  @Test func arraysHaveAColumnForEachLabel() throws {
    #expect(try train().status == 0)
    let dumped = try run(
      "dump", "--data", "chords", "--recipe", "recipe.json", "--fold", "1", "-o", "arrays")
    #expect(dumped.status == 0, "\(dumped.error)")
    #expect(
      dumped.output.hasSuffix(
        "arrays/test: inputs.npy 12 × 2,000 int16, classes.npy 12 × 2 int8\n"))
    let evaluated = try run(
      "evaluate", "run/fold-1/best.safetensors", "--data", "chords", "--recipe", "recipe.json",
      "--fold", "1", "--predictions", "scores.npy", "--truth", "truth.npy", "--metrics",
      "figures.csv"
    )
    #expect(evaluated.status == 0, "\(evaluated.error)")
    #expect(try folder.bytes("arrays/test/classes.npy") == folder.bytes("truth.npy"))
    let truth = try ArrayFile(folder.bytes("truth.npy"))
    try #require(truth.kind == "|i1" && truth.shape == [12, 2])
    // Low, high, both, and so on; high comes first.
    #expect(
      truth.rows(truth.flags) == (0..<4).flatMap { _ in [[0, 1], [1, 0], [1, 1]] as [[Int8]] })
    let scores = try ArrayFile(folder.bytes("scores.npy"))
    #expect(scores.kind == "<f4" && scores.shape == [12, 2])
    #expect(scores.floats.allSatisfy { (0...1).contains($0) })
    let figures = try folder.text("figures.csv")
    #expect(figures.hasPrefix("class,metric,value\nhigh,average precision,"))
    #expect(figures.hasSuffix(",classes without clips,0\n"))
    #expect(try figures == folder.text("run/results.csv"))
  }

  @Test func severalLabelsAreNotDropped() throws {
    #expect(try train().status == 0)
    let model = "run/fold-1/best.safetensors"
    #expect(
      try run("evaluate", model, "--data", "chords").error
        == "stapes: 2.wav: has several labels; name with --recipe the recipe that the model was "
        + "trained with, whose loss.kind is binary\n")
    try writeRecipe(loss: "cross_entropy")
    let sentence =
      "stapes: 2.wav: has several labels (low, high); write \"loss\": {\"kind\": \"binary\"} in the "
      + "recipe, or give each clip one label\n"
    let evaluated = try run("evaluate", model, "--data", "chords", "--recipe", "recipe.json")
    #expect(evaluated.status == 1 && evaluated.error == sentence)
    let trained = try run("train", "recipe.json", "--data", "chords", "-o", "other")
    #expect(trained.status == 1 && trained.error.hasSuffix(sentence))
  }

  @Test func aSoftmaxSaysNothingAboutSeveralLabels() throws {
    try folder.write(
      "softmax.json",
      folder.text("small.json").replacing(
        #""outputs": 2}"#, with: #""outputs": 2}, {"name": "scores", "op": "softmax"}"#))
    #expect(try run("init", "softmax.json", "-o", "softmax.safetensors").status == 0)
    let compiled = try run(
      "compile", "softmax.safetensors", "--calibrate", "chords/2.wav", "-o", "softmax.stapes")
    #expect(compiled.status == 0, "\(compiled.error)")
    for model in ["softmax.safetensors", "softmax.stapes"] {
      let evaluated = try run("evaluate", model, "--data", "chords", "--recipe", "recipe.json")
      #expect(evaluated.status == 1)
      #expect(
        evaluated.error.hasSuffix(
          "\(model): ends in a softmax, but the clips have several labels\n"))
    }
  }

  /// A quarter of a second.
  private static func recording(_ pitches: [Double]) -> [UInt8] {
    waveFile(
      (0..<2_000).map { index in
        Int16(pitches.reduce(0) { $0 + 5_000 * sin(2 * .pi * $1 * Double(index) / 8_000) })
      })
  }
}
