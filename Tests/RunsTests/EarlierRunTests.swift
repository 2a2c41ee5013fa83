import Foundation
import Graph
import Runs
import Testing

/// Trainings that another run has finished are taken over.
@Suite struct EarlierRunTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder(clips: 4)
  }

  private func run(
    _ others: [String: String] = [:], channels: Int = 6, only: [String] = ["1"]
  ) throws -> ToneRun {
    try ToneRun(
      tones, ["epochs": "3", "batch": "2"].merging(others) { $1 }, channels: channels, only: only)
  }

  private static let pruning = #"{"keep": 0.4}"#
  private static let controlled = #"{"keep": 0.4, "control": true}"#
  private static let quantisation = #"{"grid": 15, "epochs": 2, "rate": 0.001, "clips": 2}"#

  /// The stages in which a run that goes on from another takes steps.
  private func stages(of run: ToneRun, from earlier: ToneRun) throws -> [String] {
    var stages: [String] = []
    _ = try run.go(
      from: earlier.folder,
      progress: { moment in
        let stage = moment.stage ?? "only"
        if stages.last != stage { stages.append(stage) }
      })
    return stages
  }

  @Test func whatAnEarlierRunHasTrainedIsTakenOver() throws {
    let dense = try run(only: [])
    try dense.result()
    let pruned = try run(["pruning": Self.pruning])
    #expect(try stages(of: pruned, from: dense) == ["ticket"])
    let controlled = try run(["pruning": Self.controlled])
    #expect(try stages(of: controlled, from: pruned) == ["control"])
    let quantised = try run(["pruning": Self.pruning, "quantisation": Self.quantisation])
    #expect(try stages(of: quantised, from: controlled) == ["quantised"])
    // A run that did everything itself ends in the same files.
    let undisturbed = try run(["pruning": Self.pruning, "quantisation": Self.quantisation])
    try undisturbed.result()
    #expect(try quantised.promised() == undisturbed.promised())
    // A quantised stage is taken over with its scales.
    let again = try run(["pruning": Self.pruning, "quantisation": Self.quantisation])
    #expect(try stages(of: again, from: quantised).isEmpty)
    #expect(try again.promised() == undisturbed.promised())
  }

  /// Where an earlier run parted with this one, its later stages are of no use.
  @Test func otherStagesAreTrainedAnew() throws {
    let pruned = try run(["pruning": Self.pruning, "quantisation": Self.quantisation])
    try pruned.result()
    let less = try run(["pruning": #"{"keep": 0.6}"#, "quantisation": Self.quantisation])
    #expect(try stages(of: less, from: pruned) == ["ticket", "quantised"])
    let plain = try run(["quantisation": Self.quantisation])
    #expect(try stages(of: plain, from: pruned) == ["quantised"])
  }

  @Test func otherRunsAreRefused() throws {
    let whole = try run()
    try whole.result()
    let other = try run(["pruning": Self.pruning, "seed": "5"])
    let path = whole.folder.path
    #expect(
      complaint { _ = try EarlierRun(whole.folder, for: other.plan) }
        == "\(path): was trained by another recipe; take a run of the same recipe, whatever its "
        + "pruning and quantisation")
    let wider = try run(["pruning": Self.pruning], channels: 9)
    #expect(
      complaint { _ = try EarlierRun(whole.folder, for: wider.plan) }
        .hasPrefix("\(path): was trained on other data"))
    let pruned = try run(["pruning": Self.pruning])
    let best = whole.folder.checkpoint("best", fold: pruned.plan.folds[0].name)
    let bytes = try Data(contentsOf: URL(filePath: best))
    try bytes.dropLast().write(to: URL(filePath: best))
    #expect(throws: RunError.damaged(path: best)) { try EarlierRun(whole.folder, for: pruned.plan) }
    try bytes.write(to: URL(filePath: best))
    _ = try EarlierRun(whole.folder, for: pruned.plan)
    #expect(
      complaint { _ = try EarlierRun(RunFolder("nowhere"), for: other.plan) }
        .hasPrefix("nowhere: holds no run"))
  }
}
