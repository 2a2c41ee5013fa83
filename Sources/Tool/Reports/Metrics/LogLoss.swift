import Foundation

extension Predictions {
  /// The mean of -ln p over the clips, p the probability of the true class clipped to
  /// [2⁻⁵², 1 - 2⁻⁵²].
  ///
  /// It is nil when the scores are no probabilities (some row leaves [0, 1], or its sum differs from
  /// 1 by more than 0.001) and when there are no clips.
  public var logLoss: Double? {
    guard clips > 0 else { return nil }
    let areProbabilities = scores.allSatisfy { row in
      row.allSatisfy { $0 >= 0 && $0 <= 1 } && abs(row.reduce(0, +) - 1) <= 0.001
    }
    guard areProbabilities else { return nil }
    let least = Double.ulpOfOne
    let sum = zip(truth, scores).reduce(0) { sum, clip in
      sum - log(min(max(clip.1[clip.0], least), 1 - least))
    }
    return sum / Double(clips)
  }
}
