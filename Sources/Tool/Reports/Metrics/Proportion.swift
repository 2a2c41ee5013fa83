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
/// Of no trials, the value is 0 and the interval is everything from 0 to 1.
public struct Proportion: Equatable, Sendable, Encodable {
  public let successes: Int
  public let trials: Int
  public let value: Double
  public let interval: Interval

  /// - Precondition: `0 <= successes <= trials`.
  public init(_ successes: Int, of trials: Int) {
    precondition(successes >= 0 && successes <= trials)
    self.successes = successes
    self.trials = trials
    guard trials > 0 else {
      value = 0
      interval = Interval(lower: 0, upper: 1)
      return
    }
    let count = Double(trials)
    let share = Double(successes) / count
    let z = Interval.standardErrors
    let scale = 1 + z * z / count
    let centre = (share + z * z / (2 * count)) / scale
    let reach = z / scale * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    value = share
    interval = Interval(
      lower: successes == 0 ? 0 : centre - reach, upper: successes == trials ? 1 : centre + reach)
  }
}

/// The quotient of counts; 0 where there is nothing to divide by.
func ratio(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
