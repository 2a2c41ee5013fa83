import Basics
public import Compiler
public import DataSets

/// What a gate says of a model.
public struct Verdict: Encodable, Equatable, Sendable {
  public let model: String
  public let passed: Bool
  public let target: DeviceTarget?
  public let figures: [Quantity: Double]
  public let limits: [Quantity: Double]
  public let breaches: [Gate.Breach]
  /// The clips that accuracy should count and does not.
  public let dropped: [DroppedClip]

  /// No clip may be dropped, unless the gate says how many.
  ///
  /// - Parameters:
  ///   - path: what the model is called.
  ///   - scored: the accuracy, and the clips that it is of; nil where it is not asked for.
  public init(
    _ gate: Gate, on path: String, _ figures: ModelFigures,
    scored: (accuracy: Double, clips: TestClips)? = nil
  ) throws(BudgetError) {
    var values = figures.values
    var gate = gate
    if let scored {
      values[.accuracy] = scored.accuracy
      values[.dropped] = Double(scored.clips.dropped.count)
      gate.limits[.dropped] = gate.limits[.dropped] ?? Gate.Limit(value: 0)
      if let clips = gate.limits[.accuracy]?.clips, clips != scored.clips.fingerprint {
        throw .otherClips
      }
    }
    let dropped = scored?.clips.dropped ?? []
    self.dropped = dropped
    model = path
    target = figures.device?.target
    limits = gate.limits.mapValues(\.value)
    breaches = try gate.breaches(values) { quantity in
      quantity == .dropped ? listed(dropped.map(\.clip), upTo: 5) : figures.heaviest(quantity)
    }
    passed = breaches.isEmpty
    self.figures = values
  }
}
