import Basics
package import Compiler
import Foundation
import ModelFormat
package import Program
import StapesRuntime

/// How near the scores of a network's compiled forms come to its own, on calibration examples.
package struct ScoreLikeness {
  private let examples: [[CalibrationInput]]
  private let expected: [[Double]]
  private let endsInSoftmax: Bool

  /// - Parameter count: of examples at most, evenly taken.
  package init(
    _ graph: FloatGraph, _ examples: [[CalibrationInput]], _ calibration: Calibration,
    over count: Int = .max
  ) {
    endsInSoftmax = graph.ops.last?.operation == .softmax
    self.examples = examples.spread(over: count)
    expected = calibration.scores.spread(over: count).map { $0.map(Double.init) }
  }

  /// - Parameter model: compiled from the network.
  package func callAsFunction(_ model: CompiledModel) throws -> BudgetSearch.Likeness {
    BudgetSearch.Likeness(try scores(of: model).map(logits), to: expected.map(logits))
  }

  private func logits(_ scores: [Double]) -> [Double] {
    // A probability of 0 is one of less than half a step.
    endsInSoftmax ? scores.map { log(max($0, 1 / 512)) } : scores
  }

  /// Of every example, by the runtime.
  private func scores(of model: CompiledModel) throws -> [[Double]] {
    let examples = examples
    return try Workers.everyCore.results(examples.count) { index in
      let model = try Model(model.file.span)
      let values = examples[index].enumerated().map { input, example -> [Int16] in
        switch example {
        case .audio(let samples): samples
        case .rows(let features): model.rows(features, ofInput: input)
        }
      }
      return try model.scores(of: values)
    }
  }
}
