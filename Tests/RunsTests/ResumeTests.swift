import Basics
import Foundation
import Graph
import Runs
import Testing

/// A run that stops and goes on is the run that never stopped.
@Suite struct ResumeTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder(clips: 4)
  }

  private static let variants: [[String: String]] = [
    [:],
    [
      "optimizer": #"{"kind": "adamw", "rate": 0.02, "weight_decay": 0.01}"#,
      "validation_share": "0.4", "schedule": #"{"kind": "plateau", "patience": 1, "factor": 0.5}"#,
      "augmentation": #"{"shift": 0.1, "noise": [10, 30], "mixup": {"alpha": 0.3, "warmup": 1}}"#,
    ],
    [
      "optimizer": #"{"kind": "sgd", "rate": 0.02}"#, "validation_share": "0.4", "patience": "2",
      "schedule": #"{"kind": "cosine", "warmup": 0.3}"#,
    ],
    [
      "epochs": "2", "schedule": #"{"kind": "plateau", "patience": 1, "factor": 0.5}"#,
      "pruning": #"{"keep": 0.3, "rounds": 2, "rewind": 3, "control": true}"#,
    ],
  ]

  private func training(_ variant: Int) throws -> ToneRun {
    // Two folds of six clips for training: two or three steps an epoch.
    try ToneRun(
      tones,
      ["epochs": "3", "batch": "2"].merging(Self.variants[variant]) { $1 }, only: [])
  }

  @Test(arguments: variants.indices)
  func atEveryStep(variant: Int) throws {
    let undisturbed = try training(variant)
    try undisturbed.result()
    let promised = try undisturbed.promised()
    var stops = 0
    for step in 0... {
      let stopped = try training(variant)
      guard case nil = try stopped.go(steps: step) else { break }
      stops += 1
      guard case .some = try stopped.go(resuming: true) else { throw ToneRun.Unfinished() }
      #expect(try stopped.promised() == promised, "stopped after \(step) steps")
    }
    #expect(stops >= 8)
  }

  @Test(arguments: variants.indices)
  func afterEveryStep(variant: Int) throws {
    let undisturbed = try training(variant)
    try undisturbed.result()
    let stopped = try training(variant)
    var outcome = try stopped.go(steps: 1)
    while case nil = outcome { outcome = try stopped.go(resuming: true, steps: 1) }
    #expect(try stopped.promised() == undisturbed.promised())
  }

  @Test func anOldStateAndLaterFilesAreNoHarm() throws {
    // As after a kill: metrics and checkpoints are newer than the state.
    let run = try training(1)
    _ = try run.go(steps: 4)
    let state = try run.bytes("state.safetensors")
    _ = try run.go(resuming: true)
    let promised = try run.promised()
    try state.write(to: URL(filePath: run.folder.path + "/state.safetensors"))
    _ = try run.go(resuming: true)
    #expect(try run.promised() == promised)
  }

  @Test func aRunThatIsDoneStaysAsItIs() throws {
    let run = try training(0)
    let first = try run.result()
    let promised = try run.promised()
    try FileManager.default.removeItem(atPath: run.folder.report)
    guard let second = try run.go(resuming: true, steps: 0) else {
      throw ToneRun.Unfinished()
    }
    #expect(second.summary == first.summary)
    #expect(try run.promised() == promised)
    #expect(FileManager.default.fileExists(atPath: run.folder.report))
  }

  @Test func mistakes() throws {
    let run = try training(0)
    let path = run.folder.path
    #expect(
      complaint { _ = try run.go(resuming: true) }
        == "\(path): holds no run to continue; leave out --resume to start one")
    _ = try run.go(steps: 2)
    #expect(
      complaint { _ = try run.go() }
        == "\(path): holds a run already; continue with --resume, or choose another folder")
    func other(_ plan: RunPlan, _ recipe: String) -> String {
      complaint {
        _ = try TrainingRun(plan, recipe: recipe, folder: run.folder, resuming: true)
      }
    }
    let recipe = run.plan.recipe.json()
    let sentence =
      "\(path): the run was started with another recipe, options or data; resume it with the same, "
      + "or start anew in another folder"
    #expect(other(run.plan, recipe) == "none")
    #expect(other(run.plan, recipe + " ") == sentence)
    let fewer = try ToneRun(tones, ["epochs": "3", "batch": "2"], only: ["2"])
    #expect(fewer.plan.recipe.json() == recipe)
    #expect(other(fewer.plan, recipe) == sentence)
    let otherData = try ToneRun(try ToneFolder(clips: 5), ["epochs": "3", "batch": "2"], only: [])
    #expect(other(otherData.plan, recipe) == sentence)
    let otherNetwork = try ToneRun(
      tones, ["epochs": "3", "batch": "2"], channels: 7, only: [])
    #expect(other(otherNetwork.plan, recipe) == sentence)
  }

  /// The plan of the same recipe on the folder as it is now.
  private func again(_ tones: ToneFolder, of run: ToneRun) throws -> String {
    let plan = try RunPlan(
      run.plan.recipe, network: run.plan.network, store: try tones.store(.skip), threads: 1)
    return complaint {
      _ = try TrainingRun(plan, recipe: plan.recipe.json(), folder: run.folder, resuming: true)
    }
  }

  @Test func otherSoundIsFoundOut() throws {
    let tones = try ToneFolder(clips: 4)
    let run = try ToneRun(tones, ["epochs": "3", "batch": "2"], only: [])
    _ = try run.go(steps: 2)
    #expect(try again(tones, of: run) == "none")
    func sentence(_ names: String) -> String {
      "\(run.folder.path): the data set has changed since the run was started (\(names)); put the "
        + "recordings back, or start anew in another folder"
    }
    try tones.changeSample(of: "low/1.wav")
    #expect(try again(tones, of: run) == sentence("low/1.wav"))
    // A recording that breaks, or is swapped with another of its length.
    try Data("no sound".utf8).write(to: URL(filePath: "\(tones.path)/high/0.wav"))
    #expect(try again(tones, of: run) == sentence("high/0.wav, low/1.wav"))
    let (one, two) = (URL(filePath: "\(tones.path)/low/2.wav"), "\(tones.path)/middle/2.wav")
    let bytes = try Data(contentsOf: one)
    try Data(contentsOf: URL(filePath: two)).write(to: one)
    try bytes.write(to: URL(filePath: two))
    #expect(
      try again(tones, of: run) == sentence("high/0.wav, low/1.wav, low/2.wav and 1 more"))
  }

  @Test func damagedFilesAreFoundOut() throws {
    let run = try training(3)
    try run.result()
    let plan = run.plan
    let checkpoints = plan.folds.flatMap { fold in
      plan.recipe.stages.flatMap { stage in
        ["last", "best"].map { run.folder.checkpoint($0, fold: fold.name, stage) }
      }
    }
    let texts = ["recipe.json", "labels.txt"].map { "\(run.folder.path)/\($0)" }
    func resumed() -> String { complaint { _ = try run.go(resuming: true) } }
    for path in checkpoints + texts {
      let url = URL(filePath: path)
      let bytes = try Data(contentsOf: url)
      var flipped = bytes
      flipped[bytes.count - 2] ^= 1
      for damaged in [flipped, bytes.dropLast(), Data(), bytes + [0]] {
        try damaged.write(to: url)
        #expect(
          resumed()
            == "\(path): is not the file that the run has written; put it back, or start anew in "
            + "another folder")
      }
      try FileManager.default.removeItem(at: url)
      #expect(resumed().hasPrefix("\(path): is not the file"))
      try bytes.write(to: url)
    }
    #expect(resumed() == "none")
  }

  @Test func oneAtATime() throws {
    let run = try training(0)
    let sentence =
      "\(run.folder.path): another process trains in this folder; wait for its end, or choose another "
      + "folder"
    var first: TrainingRun? = try TrainingRun(
      run.plan, recipe: run.plan.recipe.json(), folder: run.folder, resuming: false)
    #expect(first?.share == 0)
    #expect(complaint { _ = try run.go(resuming: true) } == sentence)
    #expect(complaint { _ = try run.go() } == sentence)
    first = nil
    #expect(complaint { _ = try run.go(resuming: true) } == "none")
  }

  @Test func aStateComesBackAsItWas() throws {
    let run = try training(1)
    _ = try run.go(steps: 5)
    let path = run.folder.path + "/state.safetensors"
    var state = try RunState(contentsOf: path)
    #expect(state.fold?.progress.step == 5)
    #expect(state.fold?.best != nil)
    state.fold?.progress.lossSum = 0.1 + 0.2
    state.fold?.progress.bestLoss = .leastNonzeroMagnitude
    try state.write(to: path)
    #expect(try RunState(contentsOf: path) == state)
  }

  @Test func aDamagedStateIsFoundOut() throws {
    let run = try training(1)
    _ = try run.go(steps: 5)
    let path = run.folder.path + "/state.safetensors"
    let bytes = [UInt8](try run.bytes("state.safetensors"))
    let sentence = "\(path): not the state of a run; start anew in another folder"
    func damaged(_ bytes: [UInt8]) throws -> String {
      try Data(bytes).write(to: URL(filePath: path))
      return complaint { _ = try run.go(resuming: true) }
    }
    var random = SplitMix64(seed: 9)
    for _ in 0..<200 {
      var changed = bytes
      changed[random.next(below: bytes.count)] ^= UInt8(1 << random.next(below: 8))
      #expect(try damaged(changed) == sentence)
    }
    // The header, where the numbers stand.
    for _ in 0..<200 {
      var changed = bytes
      changed[random.next(below: 2_000)] = UInt8(ascii: "0") + UInt8(random.next(below: 10))
      if changed != bytes { #expect(try damaged(changed) == sentence) }
    }
    for count in [0, 1, 7, 8, 9, 100, bytes.count / 2, bytes.count - 1] {
      #expect(try damaged(Array(bytes[..<count])) == sentence)
    }
    #expect(try damaged(bytes + [0]) == sentence)
    #expect(try damaged(bytes) == "none")
  }
}
