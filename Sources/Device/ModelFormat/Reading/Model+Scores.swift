/// What a model's scores mean.
public enum ScoreMeaning: UInt8, Sendable {
  /// Real numbers: the higher, the likelier.
  case logits = 0
  /// Probabilities that add up to 1.
  case distribution = 1
  /// A probability of each label on its own.
  case probabilities = 2
}

extension Model {
  /// What the scores mean, by the op that gives them.
  ///
  /// A logistic function of int8 is a lookup; the scale and the zero point that its values have in
  /// every framework tell it from others: 2⁻⁸ and −128, which is 0 to 1.
  public var scoreMeaning: ScoreMeaning {
    let scores = tensor(tensorCount &- 1)
    switch op(opCount &- 1).kind {
    case .softmax, .gemmlowpSoftmax, .interpolatedSoftmax: return .distribution
    case .logistic: return .probabilities
    case .lookup where scores.zeroPoint == -128 && scores.scale.bitPattern == 0x3B80_0000:
      return .probabilities
    default: return .logits
    }
  }
}
