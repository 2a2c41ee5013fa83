import Foundation
import Graph
import Interchange
import Recipes
import Runs
import TestSupport
import Testing

/// One run, by default on the tones, in a folder of its own.
final class ToneRun {
  let plan: RunPlan
  let folder: RunFolder
  private let home: TemporaryFolder

  init(_ plan: RunPlan) throws {
    self.plan = plan
    home = try TemporaryFolder()
    folder = RunFolder(home.path + "/run")
  }

  convenience init(
    _ tones: ToneFolder, _ others: [String: String] = [:], channels: Int = 6,
    only: [String] = ["1"],
    start: Checkpoint? = nil, teacher: Checkpoint? = nil, threads: Int = 1
  ) throws {
    try self.init(
      try RunPlan(
        try toneRecipe(others), network: try toneNetwork(channels: channels),
        store: try tones.store(), only: only, start: start.map { ("start.safetensors", $0) },
        teacher: teacher, threads: threads))
  }

  /// Begins or goes on, and takes at most so many steps.
  func go(
    resuming: Bool = false, from earlier: RunFolder? = nil, steps: Int = .max,
    progress: (TrainingRun.Moment) -> Void = { _ in }, foldEnded: (String) -> Void = { _ in }
  ) throws -> RunResult? {
    var left = steps
    let run = try TrainingRun(
      plan, recipe: plan.recipe.json(), folder: folder,
      earlier: try earlier.map { try EarlierRun($0, for: plan) }, resuming: resuming)
    return try run.run(
      shouldStop: {
        defer { left -= 1 }
        return left <= 0
      }, progress: progress, foldEnded: foldEnded)
  }

  /// Trains to the end.
  @discardableResult
  func result() throws -> RunResult {
    guard let result = try go() else { throw Unfinished() }
    return result
  }

  struct Unfinished: Error {}

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))
  }

  /// The files that a run promises to be the same whatever happens, of every stage of every fold.
  func promised() throws -> [Data] {
    try plan.folds.flatMap { fold in
      try plan.recipe.stages.flatMap { stage in
        try ["last", "best"].map {
          try Data(contentsOf: URL(filePath: folder.checkpoint($0, fold: fold.name, stage)))
        }
      }
    } + ["metrics.jsonl", "predictions.csv", "results.json"].map { try bytes($0) }
  }

  func checkpoint(_ name: String) throws -> Checkpoint {
    try Checkpoint(contentsOf: folder.checkpoint(name, fold: plan.folds[0].name))
  }

  struct Epoch: Decodable {
    var epoch: Int
    var loss: Double
    var accuracy: Double?
    var validationLoss: Double?
    var validationAccuracy: Double?
    var validationMeanAveragePrecision: Double?
    var rate: Double
  }

  var epochs: [Epoch] {
    get throws {
      try bytes("metrics.jsonl").split(separator: UInt8(ascii: "\n")).map {
        try JSONDecoder().decode(Epoch.self, from: Data($0))
      }
    }
  }
}

/// The sentence of the error that a body throws.
func complaint(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "none"
  } catch {
    return "\(error)"
  }
}
