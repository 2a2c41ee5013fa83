import Foundation

/// How the learning rate changes over a training.
public enum Schedule: Equatable, Sendable {
  case constant
  /// Rises evenly over the first share of all steps, then falls along half a cosine to a share of
  /// the rate.
  case cosine(warmup: Double, floor: Double)
  /// Times the factor after every so many epochs.
  case step(every: Int, factor: Double)
  /// Times the factor whenever so many epochs have brought no smaller loss.
  case plateau(patience: Int, factor: Double)

  /// The factor of the rate.
  ///
  /// - Parameters:
  ///   - step: counted from 0, of `steps` in all.
  ///   - epoch: counted from 0.
  ///   - losses: of the epochs so far; the validation's where there is one.
  public func factor(step: Int, of steps: Int, epoch: Int, losses: [Double]) -> Double {
    switch self {
    case .constant: return 1
    case .cosine(let warmup, let floor):
      let rise = warmup * Double(steps)
      if Double(step) < rise { return Double(step + 1) / rise.rounded(.up) }
      let place = (Double(step) - rise) / max(1, Double(steps) - rise)
      return floor + (1 - floor) * (1 + cos(.pi * place)) / 2
    case .step(let every, let factor):
      return pow(factor, Double(epoch / every))
    case .plateau(let patience, let factor):
      return pow(factor, Double(Self.plateaus(losses, patience: patience)))
    }
  }

  /// How often `patience` epochs in a row have brought nothing better.
  private static func plateaus(_ losses: [Double], patience: Int) -> Int {
    var (best, waiting, count) = (Double.infinity, 0, 0)
    for loss in losses {
      waiting = loss < best ? 0 : waiting + 1
      best = min(best, loss)
      guard waiting == patience else { continue }
      count += 1
      waiting = 0
    }
    return count
  }
}
