/// What it costs to round the weights of one layer, all others being floats.
public struct LayerSensitivity: Equatable, Sendable, Encodable {
  /// Less than 0 where rounding happened to lower the figure.
  public struct Change: Equatable, Sendable, Encodable {
    public let logLoss: Double
    public let accuracy: Double
  }

  public struct Layer: Equatable, Sendable, Encodable {
    public let name: String
    public let weights: ParameterTally
    /// One a grid.
    public let changes: [Change]
  }

  /// Whose layers these are.
  public let network: String
  /// Whose test clips were asked.
  public let folds: [String]
  public let clips: Int
  /// Of the floats.
  public let accuracy: Double
  public let logLoss: Double
  /// The largest weight of each grid.
  public let grids: [Int]
  public let layers: [Layer]
  /// With all layers rounded, one a grid.
  public let together: [Change]

  /// - Parameters:
  ///   - floats: what the network says without rounding.
  ///   - layers: what it says with each layer rounded, one a grid.
  ///   - together: the same with all layers rounded.
  /// - Precondition: All scores are probabilities.
  public init(
    network: String, floats: FoldedPredictions, grids: [Int],
    layers: [(name: String, weights: ParameterTally, rounded: [FoldedPredictions])],
    together: [FoldedPredictions]
  ) {
    precondition((layers.map(\.rounded) + [together]).allSatisfy { $0.count == grids.count })
    self.network = network
    folds = floats.folds.map(\.name)
    clips = floats.accuracy.trials
    accuracy = floats.accuracy.value
    logLoss = floats.probabilityLoss
    self.grids = grids
    self.layers = layers.map { layer in
      Layer(
        name: layer.name, weights: layer.weights,
        changes: layer.rounded.map { Change(from: floats, to: $0) })
    }
    self.together = together.map { Change(from: floats, to: $0) }
  }
}

extension LayerSensitivity.Change {
  fileprivate init(from floats: FoldedPredictions, to rounded: FoldedPredictions) {
    logLoss = rounded.probabilityLoss - floats.probabilityLoss
    accuracy = rounded.accuracy.value - floats.accuracy.value
  }
}

extension FoldedPredictions {
  fileprivate var probabilityLoss: Double {
    guard let logLoss else { preconditionFailure("scores that are no probabilities") }
    return logLoss
  }
}
