/// How often each class was taken for each other.
public struct ConfusionMatrix: Equatable, Sendable, Encodable {
  public let labels: [String]
  /// Clips by true class (outer) and predicted class (inner).
  public let counts: [[Int]]

  /// - Precondition: `counts` is square with one row a label and holds no negative number.
  public init(labels: [String], counts: [[Int]]) {
    precondition(counts.count == labels.count)
    precondition(counts.allSatisfy { $0.count == labels.count && $0.allSatisfy { $0 >= 0 } })
    self.labels = labels
    self.counts = counts
  }

  public init(_ predictions: Predictions) {
    let empty = Array(repeating: 0, count: predictions.labels.count)
    var counts = Array(repeating: empty, count: predictions.labels.count)
    for (truth, predicted) in zip(predictions.truth, predictions.predicted) {
      counts[truth][predicted] += 1
    }
    self.init(labels: predictions.labels, counts: counts)
  }

  public var clips: Int { counts.joined().reduce(0, +) }

  public var correct: Int { labels.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// How many clips are truly of this class.
  public func support(_ label: Int) -> Int { counts[label].reduce(0, +) }

  /// How many clips were said to be of this class.
  public func predictions(of label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }

  /// The share of the clips of a true class that were said to be of a class; 0 for an empty class.
  public func share(truth: Int, predicted: Int) -> Double {
    ratio(counts[truth][predicted], support(truth))
  }

  /// Matthews' correlation coefficient, from -1 to 1, for two classes and for more (Gorodkin's R_K):
  ///
  ///     (c s - Σ p t) / √((s² - Σ p²) (s² - Σ t²))
  ///
  /// where s counts the clips, c the correct ones, and t and p, for each class, the true and the
  /// predicted ones. It is 0 when all clips are of one class or all predictions are.
  public var matthewsCorrelation: Double {
    let clips = Double(clips)
    let truth = labels.indices.map { Double(support($0)) }
    let predicted = labels.indices.map { Double(predictions(of: $0)) }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let truthSpread = clips * clips - product(truth, truth)
    let predictedSpread = clips * clips - product(predicted, predicted)
    guard truthSpread > 0, predictedSpread > 0 else { return 0 }
    let covariance = Double(correct) * clips - product(truth, predicted)
    return covariance / (truthSpread * predictedSpread).squareRoot()
  }
}
