/// Two classifiers on the same clips that may have several labels.
public struct MultiLabelComparison: Equatable, Sendable, Encodable {
  /// The mean average precision of the second less that of the first; 0 where there is none.
  public let difference: Double
  /// Classes of which the second has the higher average precision.
  public let betterClasses: Int
  /// Classes of which the second has the lower average precision.
  public let worseClasses: Int

  /// - Precondition: Both are about the same clips and classes.
  public init(_ first: MultiLabelEvaluation, _ second: MultiLabelEvaluation) {
    precondition(first.classes.map(\.label) == second.classes.map(\.label))
    precondition(first.classes.map(\.support) == second.classes.map(\.support))
    let changes = zip(first.classes, second.classes).map {
      ($1.averagePrecision ?? 0) - ($0.averagePrecision ?? 0)
    }
    difference = (second.meanAveragePrecision ?? 0) - (first.meanAveragePrecision ?? 0)
    betterClasses = changes.count { $0 > 0 }
    worseClasses = changes.count { $0 < 0 }
  }
}
