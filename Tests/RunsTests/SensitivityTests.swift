import Basics
import Foundation
import Graph
import Reports
import Runs
import Testing

/// Layers that are rounded one by one.
@Suite struct SensitivityTests {
  private func parameters(_ values: [Float]) -> Parameters {
    Parameters(tensors: ["fc.weight": Tensor(shape: [2, values.count / 2], values: values)])
  }

  @Test func everyChannelHasItsOwnStep() {
    let rounded = parameters([3, -0.6, 0.4, 30, -6, 4]).rounding(weightsOf: "fc", largest: 3)
    #expect(rounded["fc.weight"]?.values == [3, -1, 0, 30, -10, 0])
    let pruned = parameters([3, -0.4, 0, 0, 0, 0]).rounding(weightsOf: "fc", largest: 3)
    #expect(pruned["fc.weight"]?.values == [3, -1, 0, 0, 0, 0])
    // Other layers stay, and what is on the grid.
    let other = parameters([1, 2, 3, 4, 5, 6])
    #expect(other.rounding(weightsOf: "conv", largest: 3) == other)
    #expect(rounded.rounding(weightsOf: "fc", largest: 3) == rounded)
  }

  @Test func coarserGridsAreFartherOff() {
    var random = SplitMix64(seed: 3)
    let values = (0..<600).map { _ in Float(random.nextNormal()) }
    let errors = [127, 63, 31, 15, 7, 3, 1].map { largest in
      let rounded = parameters(values).rounding(weightsOf: "fc", largest: largest)
      return zip(values, rounded["fc.weight"]?.values ?? []).reduce(0.0) {
        $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
      }
    }
    #expect(errors == errors.sorted() && errors[0] > 0)
    // Half the levels, four times the error, as long as there are many.
    for (fine, coarse) in zip(errors.prefix(4), errors.dropFirst()) {
      #expect((2.5...6.5).contains(coarse / fine))
    }
  }

  @Test func everyLayerIsAskedOnEveryGrid() throws {
    let tones = try ToneFolder(clips: 6)
    let training = try ToneRun(
      tones, ["epochs": "12", "pruning": #"{"keep": 0.5}"#], only: [])
    try training.result()
    let store = try tones.store()
    let run = try FinishedRun(training.folder, threads: 1) { _, _ in store }
    func sensitivity(folds: Int, threads: Int) throws -> LayerSensitivity {
      var shares: [Double] = []
      let sensitivity = try run.sensitivity(
        of: run.lastFloatStage, named: "tones", folds: folds, grids: [127, 7, 1], threads: threads
      ) { shares.append($0) }
      #expect(shares == shares.sorted() && shares.last == 1)
      return sensitivity
    }
    let both = try sensitivity(folds: 2, threads: 1)
    #expect(try both == sensitivity(folds: 5, threads: 3))
    #expect(both.layers.map(\.name) == ["conv1", "conv2", "fc"])
    #expect(both.layers.map(\.weights.total) == [6 * 32, 6 * 6 * 3, 6 * 3])
    let result = try run.predictions(of: run.lastFloatStage)
    #expect(both.accuracy == result.accuracy.value && both.logLoss == result.logLoss)
    #expect(both.clips == 18 && both.folds == ["fold 1", "fold 2"])
    // 8 bits change next to nothing, 2 bits much.
    for layer in both.layers { #expect(abs(layer.changes[0].logLoss) < 0.05) }
    #expect(both.together[2].logLoss > 0.2)
    let first = try sensitivity(folds: 1, threads: 2)
    #expect(first.folds == ["fold 1"] && first.clips == 9)
    #expect(first.logLoss == result.folds[0].predictions.logLoss)
  }
}
