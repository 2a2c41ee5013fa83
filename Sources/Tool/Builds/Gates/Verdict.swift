public import Compiler

/// What a gate says of a model.
public struct Verdict: Encodable, Equatable, Sendable {
  public let model: String
  public let passed: Bool
  public let target: DeviceTarget?
  public let figures: [Quantity: Double]
  public let limits: [Quantity: Double]
  public let breaches: [Gate.Breach]
  /// Names of the clips that accuracy should count and that cannot be read.
  public let leftOut: [String]

  /// - Parameters:
  ///   - path: what the model is called.
  ///   - scored: the accuracy, and the clips that it is of; nil where it is not asked for.
  public init(
    _ gate: Gate, on path: String, _ figures: ModelFigures,
    scored: (accuracy: Double, clips: TestClips)? = nil
  ) throws(BudgetError) {
    var values = figures.values
    values[.accuracy] = scored?.accuracy
    model = path
    target = figures.device?.target
    limits = gate.limits.mapValues(\.value)
    breaches = try gate.breaches(values, heaviest: figures.heaviest)
    passed = breaches.isEmpty
    leftOut = scored?.clips.leftOut ?? []
    self.figures = values
  }
}
