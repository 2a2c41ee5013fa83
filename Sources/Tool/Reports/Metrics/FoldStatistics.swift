/// A figure over the folds of a cross-validation.
public struct FoldStatistics: Equatable, Sendable, Encodable {
  /// The figure of each fold.
  public let values: [Double]
  public let mean: Double
  /// The standard deviation of the sample (divided by one less than the folds); 0 for one fold.
  public let standardDeviation: Double

  /// - Precondition: There is at least one value, and all are finite.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty && values.allSatisfy(\.isFinite))
    self.values = values
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardDeviation = values.count == 1 ? 0 : (squares / (count - 1)).squareRoot()
  }
}
