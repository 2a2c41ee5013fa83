import DataSets
import Foundation
import Graph
import Interchange
import Recipes
import Reports
import Runs
import Testing
import Training

/// Runs that are looked at after they are done.
@Suite struct FinishedRunTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder(clips: 4)
  }

  private let settings = ["epochs": "3", "batch": "2"]
  private let pruned = [
    "epochs": "3", "batch": "2", "pruning": #"{"keep": 0.4, "control": true}"#,
  ]

  private func open(_ run: ToneRun, _ store: ClipStore? = nil) throws -> FinishedRun {
    let store = try store ?? tones.store()
    return try FinishedRun(run.folder, threads: 2) { _, _ in store }
  }

  @Test func itSaysWhatTheRunHasSaid() throws {
    let training = try ToneRun(tones, settings, only: [])
    let result = try training.result()
    let run = try open(training)
    #expect(run.network == training.plan.network)
    #expect(run.stages.map(\.name) == ["dense"])
    #expect(run.lastFloatStage == run.stages[0])
    let said = try run.predictions(of: run.lastFloatStage)
    #expect(said.byFold == result.scores)
    guard case .exclusive(let predictions, let evaluation) = result.assessment else {
      throw ToneRun.Unfinished()
    }
    #expect(said.accuracy == evaluation.accuracy && said.logLoss == evaluation.logLoss)
    #expect(said.folds.flatMap(\.predictions.names) == predictions.names)
    for fold in run.lastFloatStage.folds {
      #expect(
        try run.checkpoint(run.lastFloatStage, fold: fold).path
          == training.folder.checkpoint("best", fold: fold))
    }
  }

  @Test func everyStageIsThere() throws {
    let training = try ToneRun(tones, pruned, only: ["2"])
    try training.result()
    let run = try open(training)
    #expect(run.stages.map(\.name) == ["dense", "ticket", "control"])
    #expect(run.lastFloatStage.name == "ticket" && run.lastFloatStage.folds == ["fold 2"])
    for stage in run.stages {
      let checkpoint = try run.checkpoint(stage, fold: "fold 2").checkpoint
      let count = try checkpoint.parameters.weightsNotZero(in: run.network)
      #expect(stage.outcomes.map(\.weightsNotZero) == [count])
    }
    // A stage that another run has on more folds.
    let whole = try ToneRun(tones, settings, only: [])
    try whole.result()
    let dense = try open(whole).lastFloatStage
    #expect(run.stages[0].isPart(of: dense) && !dense.isPart(of: run.stages[0]))
    #expect(!run.stages[1].isPart(of: dense))
  }

  @Test func networksOfIntegersComeAfterThoseOfFloats() throws {
    let training = try ToneRun(
      tones,
      pruned.merging(["quantisation": #"{"grid": 31, "epochs": 2, "rate": 0.001, "clips": 2}"#]) {
        $1
      })
    let result = try training.result()
    let run = try open(training)
    #expect(run.stages.map(\.name) == ["dense", "ticket", "control", "quantised"])
    #expect(run.stages.map(\.isQuantised) == [false, false, false, true])
    #expect(run.lastFloatStage == run.stages[1])
    #expect(try run.predictions(of: run.stages[3]).byFold == result.scores)
    #expect(try run.checkpoint(run.stages[3], fold: "fold 1").checkpoint.quantisation != nil)
    #expect(try run.calibrationExamples(fold: "fold 1", count: 3).count == 3)
  }

  @Test func whatItStartedFromIsNotNeeded() throws {
    let first = try ToneRun(tones, settings)
    try first.result()
    let checkpoint = try first.checkpoint("best")
    let training = try ToneRun(
      tones,
      settings.merging([
        "start": "{}", "loss": #"{"distillation": {"temperature": 2, "share": 0.5}}"#,
      ]) { $1 }, start: checkpoint, teacher: checkpoint)
    let result = try training.result()
    let run = try open(training)
    #expect(try run.predictions(of: run.lastFloatStage).byFold == result.scores)
    #expect(throws: RunError.self) { try open(training, ToneFolder(clips: 6).store()) }
  }

  @Test func whatCannotBeLookedAt() throws {
    let training = try ToneRun(tones, settings, only: [])
    let path = training.folder.path
    #expect(complaint { _ = try open(training) }.hasPrefix("\(path): holds no run; "))
    _ = try training.go(steps: 11)
    #expect(
      complaint { _ = try open(training) }
        .hasPrefix("\(path): the run is not finished, 1 of its trainings are; "))
    _ = try training.go(resuming: true)
    _ = try open(training)
    let others = [
      // Other clips, other recordings of as many, other classes.
      try ToneFolder(clips: 5).store(),
      try ToneFolder(clips: 4) { 3_000 + $0 }.store(),
    ]
    for other in others {
      #expect(
        complaint { _ = try open(training, other) }
          .hasPrefix("\(path): the run was trained on other data than "))
    }
    try tones.changeSample(of: "low/2.wav")
    #expect(
      complaint { _ = try open(training) }
        == "\(path): the data set has changed since the run was started (low/2.wav); put the "
        + "recordings back, or start anew in another folder")
    try FileManager.default.removeItem(atPath: "\(tones.path)/low")
    #expect(
      complaint { _ = try open(training) }
        .hasPrefix("\(path): the run was trained on other data than "))
  }

  @Test func severalLabelsAreRefused() throws {
    let chords = try ChordFolder(clips: 20)
    let training = try ToneRun(
      try RunPlan(
        try toneRecipe(["epochs": "1", "loss": #"{"kind": "binary"}"#]),
        network: try toneNetwork(classes: ChordFolder.labels), store: try chords.store(),
        threads: 1))
    try training.result()
    #expect(
      complaint { _ = try open(training) }
        .hasPrefix("\(training.folder.path): the run's clips may have several labels; "))
  }
}
