public import Compiler
public import DataSets
import Graph
package import Program
package import Recipes
import Training

/// What a stage of a fold begins with.
struct StageStart {
  var parameters: Parameters
  /// Steps of the dense training that these parameters have behind them.
  var step = 0
  /// Epochs that ended before that step.
  var epochs: [RunState.Epoch] = []
  var mask: WeightMask?
  /// What a quantised stage trains for.
  var scheme: QuantisationScheme?

  /// - Parameters:
  ///   - number: the fold's place in the plan, counted from 0.
  ///   - trained: what each stage before has ended with, in their order.
  init(_ plan: RunPlan, number: Int, _ stage: Stage, trained: [Parameters]) throws {
    guard stage != .dense else {
      parameters = try plan.startParameters(fold: number)
      return
    }
    let pruning = plan.recipe.pruning
    let rounds = if case .round(let round, _) = stage { round } else { pruning?.rounds ?? 0 }
    for (round, before) in trained.prefix(rounds).enumerated() {
      guard let pruning else { break }
      mask = try WeightMask(
        keeping: pruning.share(afterRound: round + 1), of: before, in: plan.network,
        scope: pruning.scope, protected: pruning.protects, within: mask)
    }
    switch stage {
    case .dense, .control: parameters = trained[0]
    case .quantised: parameters = trained[rounds]
    case .round:
      step = pruning?.rewind ?? 0
      (parameters, epochs) = try FoldTraining.early(plan, number: number, steps: step)
    }
    parameters = mask?.applied(to: parameters) ?? parameters
    if stage == .quantised { scheme = try plan.scheme(fold: number, parameters) }
  }
}

extension FoldTraining {
  /// Where the dense training of a fold stands after some steps.
  ///
  /// Trained again instead of kept: a step takes less time than what a kept state costs in code.
  fileprivate static func early(
    _ plan: RunPlan, number: Int, steps: Int
  ) throws -> (parameters: Parameters, epochs: [RunState.Epoch]) {
    guard steps > 0 else { return (try plan.startParameters(fold: number), []) }
    let training = try FoldTraining(
      plan, number: number, .dense, StageStart(plan, number: number, .dense, trained: []))
    var epochs: [RunState.Epoch] = []
    while training.step < steps {
      guard !training.isFinished else {
        throw RunError.rewindTooLate(step: steps, steps: training.step)
      }
      if let epoch = try training.takeStep(after: epochs).epoch { epochs.append(epoch) }
    }
    return (training.last, epochs)
  }
}

extension RunPlan {
  /// Throws where the network cannot be trained in integers, before all else is trained.
  func checkQuantisation() throws {
    guard let choice = recipe.quantisation else { return }
    try network.check(choice.layers.flatMap(\.layers), areLayersFor: "quantisation.layers")
    let parameters = try startParameters(fold: 0)
    let graph = try FloatGraph(lowering: network, parameters)
    let calibration = try Calibration(
      graph, examples: [CalibrationNoise.examples(graph)[0]],
      standardisation: choice.standardisation)
    let program = try Quantiser(graph, calibration, choice.standardisation).program()
    _ = try TrainingNetwork(
      network, parameters, scheme: QuantisationScheme(program), batches: [BatchShape(samples: 1)])
  }

  /// Some of a fold's training clips, evenly taken in the order of their names.
  ///
  /// - Parameter number: the fold's place in the plan, counted from 0.
  public func calibrationExamples(
    fold number: Int, count: Int
  ) throws(DataSetError) -> [[CalibrationInput]] {
    let clips = folds[number].training.sorted {
      store.set.clips[$0].name < store.set.clips[$1].name
    }
    let count = min(count, clips.count)
    return try (0..<count).map { place throws(DataSetError) in
      let samples = try store.samples(clips[place * clips.count / count])
      return [
        network.isFedWithSound ? .audio(maker.wholeSound(samples)) : .rows(maker.whole(samples))
      ]
    }
  }

  /// The scales that a fold's quantised training is for, calibrated with its training clips.
  fileprivate func scheme(fold number: Int, _ parameters: Parameters) throws -> QuantisationScheme?
  {
    guard let choice = recipe.quantisation else { return nil }
    let graph = try FloatGraph(lowering: network, parameters)
    let calibration = try Calibration(
      graph, examples: try calibrationExamples(fold: number, count: choice.clips),
      standardisation: choice.standardisation, ranges: choice.ranges)
    let quantiser = Quantiser(
      graph, calibration, choice.standardisation, grid: choice.weightGrid(of: graph))
    return QuantisationScheme(try quantiser.program(), of: graph)
  }
}

extension Recipe.Quantisation {
  /// The grids of a network's layers.
  package func weightGrid(of graph: FloatGraph) -> WeightGrid {
    WeightGrid(
      largest: grid, layers: graph.ops.reduce(into: [:]) { $0[$1.name] = grid(ofLayer: $1.name) })
  }
}

extension Network {
  fileprivate var isFedWithSound: Bool {
    if case .waveform = inputs[0].kind { true } else { false }
  }
}
