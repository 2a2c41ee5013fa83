import Foundation

/// What is drawn from the generator beside bits.
extension SplitMix64 {
  /// A generator of its own for the place that the numbers name: an epoch, a clip and so on.
  ///
  /// Work that is seeded by its place needs no state to be resumed, and none to be shared between
  /// threads.
  public init(seed: UInt64, at place: Int...) {
    self.init(seed: seed)
    for number in place { self.init(seed: next() ^ UInt64(bitPattern: Int64(number))) }
  }

  public mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * nextUnit()
  }

  /// A number from 0 to `bound` − 1; the bias is below bound · 2⁻⁶⁴.
  public mutating func next(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number of the range; the bias is below its size · 2⁻⁶⁴.
  public mutating func next(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + next(below: range.count)
  }

  /// The elements in random order, by Fisher and Yates: the standard library does not promise the
  /// same order in its next version.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, next(below: last + 1))
    }
    return elements
  }

  /// A number between 0 and 1 from the beta distribution with both parameters `alpha`: near 0 and
  /// 1 for small ones, even for 1, near ½ for large ones.
  public mutating func nextBeta(_ alpha: Double) -> Double {
    let first = nextLogGamma(alpha)
    let second = nextLogGamma(alpha)
    return 1 / (1 + exp(second - first))
  }

  /// The logarithm of a gamma variate (Marsaglia and Tsang, 2000), which small shapes need: the
  /// variate itself would be rounded to 0.
  private mutating func nextLogGamma(_ shape: Double) -> Double {
    let boost = shape < 1 ? log(max(nextUnit(), 0x1p-53)) / shape : 0
    let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = nextNormal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      if log(max(nextUnit(), 0x1p-53)) < x * x / 2 + d * (1 - v + log(v)) {
        return log(d * v) + boost
      }
    }
  }
}
