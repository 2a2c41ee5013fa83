import Basics

/// A range that holds the true value of an estimate with 95 % confidence.
public struct Interval: Equatable, Sendable, Encodable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The 0.975 quantile of the standard normal distribution: how many standard errors a two-sided
  /// range of 95 % confidence reaches.
  static let standardErrors = 1.959963984540054
}

/// How often something was so, with Wilson's score interval at 95 % confidence.
///
/// Clips of one subject are no independent trials: where subjects are known, the interval is that of
/// the effective count of trials. Of no trials, the value is 0 and the interval is everything from 0
/// to 1.
public struct Proportion: Equatable, Sendable, Encodable {
  public let successes: Int
  public let trials: Int
  /// Whose trials these are; nil where one is not known.
  public let subjects: Int?
  public let value: Double
  public let interval: Interval

  /// Independent trials.
  ///
  /// - Precondition: `0 <= successes <= trials`.
  public init(_ successes: Int, of trials: Int) {
    precondition(successes >= 0 && successes <= trials)
    let outcomes = (0..<trials).map { $0 < successes }
    self.init(outcomes, of: [String?](repeating: nil, count: trials))
  }

  /// Trials with the subject of each.
  ///
  /// - Precondition: There are as many outcomes as subjects.
  public init(_ outcomes: [Bool], of subjects: [String?]) {
    successes = outcomes.count { $0 }
    trials = outcomes.count
    self.subjects = subjects.knownCount
    guard trials > 0 else {
      value = 0
      interval = Interval(lower: 0, upper: 1)
      return
    }
    let sample = EffectiveSample(outcomes.map { $0 ? 1 : 0 }, of: subjects)
    let count = sample.count
    let share = Double(successes) / Double(trials)
    let z = sample.standardErrors
    let scale = 1 + z * z / count
    let centre = (share + z * z / (2 * count)) / scale
    let reach = z / scale * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    value = share
    interval = Interval(
      lower: successes == 0 ? 0 : centre - reach, upper: successes == trials ? 1 : centre + reach)
  }

  public var sample: SampleSize { SampleSize(clips: trials, subjects: subjects) }

  /// `95 % interval 50.1 % to 71.6 %, 80 clips of 12 subjects`
  public var certainty: String {
    "95 % interval \(Numerals.percent(interval.lower)) to \(Numerals.percent(interval.upper)), "
      + sample.description
  }
}

/// The quotient of counts; 0 where there is nothing to divide by.
func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
