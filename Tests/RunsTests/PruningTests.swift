import Foundation
import Graph
import Interchange
import Runs
import Testing
import Training

/// Lottery tickets: the network is trained, thinned out, set back, and trained again.
@Suite struct PruningTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder(clips: 4)
  }

  /// Two or three steps an epoch.
  private let settings = ["epochs": "3", "batch": "2"]

  private func run(_ pruning: String?, only: [String] = ["1"]) throws -> ToneRun {
    var settings = settings
    if let pruning { settings["pruning"] = pruning }
    return try ToneRun(tones, settings, only: only)
  }

  /// Which weights of a checkpoint are not 0.
  private func stays(_ parameters: Parameters, in run: ToneRun) throws -> [String: [Bool]] {
    try run.plan.network.parameterShapes().filter { $0.shape.count > 1 }
      .reduce(into: [:]) { stays, parameter in
        stays[parameter.name] = parameters[parameter.name]?.values.map { $0 != 0 }
      }
  }

  private func last(_ run: ToneRun, _ stage: Stage) throws -> Parameters {
    try Checkpoint(
      contentsOf: run.folder.checkpoint("last", fold: run.plan.folds[0].name, stage)
    ).parameters
  }

  /// What a run's state holds when it has taken so many steps.
  private func parameters(after steps: Int, of pruning: String?) throws -> Parameters {
    let stopped = try run(pruning)
    guard case nil = try stopped.go(steps: steps) else { throw ToneRun.Unfinished() }
    let state = try RunState(contentsOf: stopped.folder.path + "/state.safetensors")
    return try #require(state.fold).parameters
  }

  private func mask(
    _ share: Double, of parameters: Parameters, in run: ToneRun, within: WeightMask? = nil
  ) throws -> WeightMask {
    try WeightMask(
      keeping: share, of: parameters, in: run.plan.network, scope: .network,
      protected: { _ in false }, within: within)
  }

  @Test func aTicketStartsFromTheFirstWeightsUnderTheMask() throws {
    let whole = try run(nil)
    try whole.result()
    let dense = try whole.checkpoint("last").parameters
    let mask = try mask(0.4, of: dense, in: whole)
    let steps = try whole.epochs.count * 3
    let start = try parameters(after: steps, of: #"{"keep": 0.4}"#)
    #expect(start == mask.applied(to: try parameters(after: 0, of: nil)))

    let pruned = try run(#"{"keep": 0.4, "control": true}"#)
    try pruned.result()
    #expect(try last(pruned, .dense) == dense)
    let ticket = try last(pruned, .round(1, of: 1))
    let control = try last(pruned, .control)
    #expect(try stays(ticket, in: pruned) == stays(mask.applied(to: dense), in: pruned))
    #expect(try stays(control, in: pruned) == stays(ticket, in: pruned))
    #expect(control != ticket)
    let begun = try parameters(after: 2 * steps, of: #"{"keep": 0.4, "control": true}"#)
    #expect(begun == mask.applied(to: dense))
  }

  @Test func rewindingGoesToTheStepThatIsAskedFor() throws {
    let whole = try run(nil)
    try whole.result()
    let steps = try whole.epochs.count * 3
    let early = try parameters(after: 4, of: nil)
    let mask = try mask(0.5, of: try whole.checkpoint("last").parameters, in: whole)
    let pruning = #"{"keep": 0.5, "rewind": 4}"#
    #expect(try parameters(after: steps, of: pruning) == mask.applied(to: early))
    let pruned = try run(pruning)
    try pruned.result()
    // The ticket takes the steps that are left, in the epochs that are left.
    let epochs = try pruned.epochs.map(\.epoch)
    #expect(epochs == [1, 2, 3, 2, 3])
  }

  @Test func eachRoundThinsOutWhatTheOneBeforeLeft() throws {
    let pruned = try run(#"{"keep": 0.25, "rounds": 2}"#)
    let result = try pruned.result()
    let dense = try last(pruned, .dense)
    let first = try mask(0.5, of: dense, in: pruned)
    let second = try mask(
      0.25, of: try last(pruned, .round(1, of: 2)), in: pruned, within: first)
    let ticket = try last(pruned, .round(2, of: 2))
    #expect(try stays(ticket, in: pruned) == stays(second.applied(to: ticket), in: pruned))
    let all = try dense.weightsNotZero(in: pruned.plan.network)
    let left = Int((Double(all) * 0.25).rounded())
    #expect(try ticket.weightsNotZero(in: pruned.plan.network) == left)
    let lines = result.summary.split(separator: "\n").map { $0.prefix { $0 != ":" } }
    #expect(lines == ["dense", "round-1", "ticket"])
  }

  @Test func resultsStandSideBySide() throws {
    let pruned = try run(#"{"keep": 0.4, "control": true}"#, only: [])
    try pruned.result()
    let results = try JSONSerialization.jsonObject(with: try pruned.bytes("results.json"))
    let fields = try #require(results as? [String: Any])
    let stages = try #require(fields["stages"] as? [[String: Any]])
    #expect(stages.compactMap { $0["stage"] as? String } == ["dense", "ticket", "control"])
    #expect(stages.map { $0["comparison"] != nil } == [false, true, true])
    let weights = stages.compactMap { $0["weightsNotZero"] as? Double }
    #expect(weights[1] == weights[2] && weights[1] == (weights[0] * 0.4).rounded())
    let report = String(decoding: try pruned.bytes("report.html"), as: UTF8.self)
    #expect(report.contains("Folds of the ticket"))
    for name in ["predictions.csv", "predictions-dense.csv", "predictions-control.csv"] {
      #expect(try pruned.bytes(name).split(separator: UInt8(ascii: "\n")).count == 13)
    }
  }

  @Test func aFoldIsTheSameAloneAndAmongOthers() throws {
    let all = try run(nil, only: [])
    let second = try run(nil, only: ["2"])
    try all.result()
    try second.result()
    let name = second.plan.folds[0].name
    #expect(
      try Data(contentsOf: URL(filePath: all.folder.checkpoint("last", fold: name)))
        == Data(contentsOf: URL(filePath: second.folder.checkpoint("last", fold: name))))
  }
}
