import Basics
import Foundation

/// Two classifiers on the same clips.
public struct PairedComparison: Equatable, Sendable, Encodable {
  /// Clips that both, only the first, only the second, and neither classified rightly.
  public let bothCorrect: Int
  public let onlyFirstCorrect: Int
  public let onlySecondCorrect: Int
  public let neitherCorrect: Int
  /// Of the clips; nil where one is not known.
  public let subjects: Int?
  /// The accuracy of the second less that of the first; 0 for no clips.
  public let difference: Double
  /// The range of the difference at 95 % confidence, by Bonett and Price (2012): Wald's interval
  /// after one clip is added to either kind of disagreement. It holds the difference itself, lies
  /// within [-1, 1], and has a width even when the two never disagree. Where subjects are known, it
  /// is that of the effective count of clips.
  public let interval: Interval
  /// McNemar's exact test: how likely disagreements at least this lopsided are when both classifiers
  /// are equally good. Two-sided, from the binomial distribution; 1 without disagreements. It takes
  /// clips as independent.
  public let mcNemarProbability: Double

  /// Of independent clips.
  ///
  /// - Precondition: No count is negative.
  public init(
    bothCorrect: Int, onlyFirstCorrect: Int, onlySecondCorrect: Int, neitherCorrect: Int
  ) {
    precondition(min(bothCorrect, onlyFirstCorrect, onlySecondCorrect, neitherCorrect) >= 0)
    let counts = [
      (true, true, bothCorrect), (true, false, onlyFirstCorrect),
      (false, true, onlySecondCorrect), (false, false, neitherCorrect),
    ]
    let outcomes = counts.flatMap { first, second, count in
      Array(repeating: (first: first, second: second), count: count)
    }
    self.init(outcomes, of: [String?](repeating: nil, count: outcomes.count))
  }

  /// - Parameters:
  ///   - outcomes: whether each clip was classified rightly by the first and by the second.
  ///   - subjects: of the clips.
  private init(_ outcomes: [(first: Bool, second: Bool)], of subjects: [String?]) {
    func count(_ first: Bool, _ second: Bool) -> Int {
      outcomes.count { $0.first == first && $0.second == second }
    }
    bothCorrect = count(true, true)
    onlyFirstCorrect = count(true, false)
    onlySecondCorrect = count(false, true)
    neitherCorrect = count(false, false)
    self.subjects = subjects.knownCount
    difference = ratio(onlySecondCorrect - onlyFirstCorrect, outcomes.count)
    let changes = outcomes.map { Double($0.second ? 1 : 0) - Double($0.first ? 1 : 0) }
    interval = Self.interval(
      ratio(onlyFirstCorrect, outcomes.count), ratio(onlySecondCorrect, outcomes.count),
      EffectiveSample(changes, of: subjects))
    mcNemarProbability = Self.mcNemarProbability(onlyFirstCorrect, onlySecondCorrect)
  }

  /// Throws when the two are not about the same classes and the same clips in the same order.
  public init(_ first: Predictions, _ second: Predictions) throws(ReportError) {
    if first.labels != second.labels { throw .differentLabels }
    if first.clips != second.clips {
      throw .differentClipCounts(first: first.clips, second: second.clips)
    }
    for clip in first.names.indices
    where first.names[clip] != second.names[clip] || first.truth[clip] != second.truth[clip] {
      throw .differentClips(
        position: clip, first: "\(first.names[clip]) (\(first.labels[first.truth[clip]]))",
        second: "\(second.names[clip]) (\(second.labels[second.truth[clip]]))")
    }
    self.init(
      zip(first.isCorrect, second.isCorrect).map { (first: $0, second: $1) }, of: first.subjects)
  }

  public var clips: Int { bothCorrect + onlyFirstCorrect + onlySecondCorrect + neitherCorrect }

  public var sample: SampleSize { SampleSize(clips: clips, subjects: subjects) }

  /// The difference and its interval in percentage points: `−2.3` and `−5.0 to 0.6`.
  package func points(decimals: Int) -> (difference: String, interval: String) {
    func text(_ share: Double) -> String { Numerals.fixed(share * 100, decimals: decimals) }
    return (text(difference), "\(text(interval.lower)) to \(text(interval.upper))")
  }

  /// - Parameters:
  ///   - onlyFirst: the share of the clips that only the first classified rightly.
  ///   - onlySecond: the same of the second.
  private static func interval(
    _ onlyFirst: Double, _ onlySecond: Double, _ sample: EffectiveSample
  ) -> Interval {
    let count = sample.count + 2
    let first = (onlyFirst * sample.count + 1) / count
    let second = (onlySecond * sample.count + 1) / count
    let centre = second - first
    let reach = sample.standardErrors * ((first + second - centre * centre) / count).squareRoot()
    return Interval(lower: max(centre - reach, -1), upper: min(centre + reach, 1))
  }

  private static func mcNemarProbability(_ onlyFirst: Int, _ onlySecond: Int) -> Double {
    let disagreements = onlyFirst + onlySecond
    let fewer = min(onlyFirst, onlySecond)
    // Each term is found from the last in logarithms, where halves to a high power do not vanish.
    var term = -Double(disagreements) * log(2)
    var sum = 0.0
    for successes in 0...fewer {
      sum += exp(term)
      term += log(Double(disagreements - successes)) - log(Double(successes + 1))
    }
    return min(2 * sum, 1)
  }
}
