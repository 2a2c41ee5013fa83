public import Reports

extension FinishedRun {
  /// Asks the networks of a stage with one layer after the other rounded to each grid.
  ///
  /// - Parameters:
  ///   - name: what the stage is called in the result.
  ///   - folds: how many of the stage's folds are asked about their test clips, at least 1.
  ///   - grids: the largest weight of each grid.
  ///   - progress: is told the share that is done.
  public func sensitivity(
    of stage: TrainedStage, named name: String, folds: Int, grids: [Int], threads: Int,
    progress: (Double) -> Void
  ) throws -> LayerSensitivity {
    let outcomes = stage.outcomes.prefix(max(1, folds))
    let shapes = try network.parameterShapes().filter { $0.shape.count > 1 }
    let layers = shapes.map(\.name.layerName)
    // Nothing rounded, each layer alone on each grid, all layers on each grid.
    let groups = [[]] + layers.map { [$0] } + [layers]
    let trials = groups.flatMap { group in
      group.isEmpty ? [(group, 0)] : grids.map { (group, $0) }
    }
    var logits = [[[[Float]]]](repeating: [], count: trials.count)
    var weights = [ParameterTally](
      repeating: ParameterTally(total: 0, nonZero: 0), count: layers.count)
    for (place, outcome) in outcomes.enumerated() {
      let parameters = try checkpoint(stage, fold: outcome.fold).checkpoint.parameters
      for (index, shape) in shapes.enumerated() {
        let values = parameters[shape.name]?.values ?? []
        weights[index] = ParameterTally(
          total: values.count, nonZero: max(weights[index].nonZero, values.count { $0 != 0 }))
      }
      let counts = outcome.clips.map(inputCount)
      let longest = counts.max() ?? 1
      let classifier = try Classifier(
        network, parameters, longest: longest, capacity: max(longest, 1 << 18), threads: threads)
      for (trial, (layers, largest)) in trials.enumerated() {
        try classifier.setParameters(
          layers.reduce(parameters) { $0.rounding(weightsOf: $1, largest: largest) })
        logits[trial].append(try classifier.logits(counts: counts) { try input(outcome.clips[$0]) })
        progress(
          (Double(place) + Double(trial + 1) / Double(trials.count)) / Double(outcomes.count))
      }
    }
    let said = try logits.map { try predictions(of: stage, logits: $0) }
    return LayerSensitivity(
      network: name, floats: said[0], grids: grids,
      layers: layers.indices.map { layer in
        (
          layers[layer], weights[layer],
          Array(said.dropFirst(1 + layer * grids.count).prefix(grids.count))
        )
      }, together: Array(said.suffix(grids.count)))
  }
}
