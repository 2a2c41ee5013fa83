import Basics
public import Reports
public import Runs

/// Two models on the same clips.
public struct Comparison: Encodable, Sendable {
  /// For a page.
  public let section: HTMLReport.Section
  /// One line.
  public let text: String
  private let figures: any Encodable & Sendable

  /// - Precondition: Both assessments are of the same kind, clips and classes.
  public init(
    of model: (path: String, assessment: Assessment),
    against other: (path: String, assessment: Assessment)
  ) throws {
    switch (other.assessment, model.assessment) {
    case (.exclusive(let first, _), .exclusive(let second, _)):
      let comparison = try PairedComparison(first, second)
      let points = comparison.points(decimals: 1)
      figures = comparison
      section = .comparison(comparison, first: other.path, second: model.path)
      text =
        "\(points.difference) points against \(other.path) (95 % interval \(points.interval), "
        + "\(comparison.sample)): "
        + "\(comparison.onlySecondCorrect) clips right only here, "
        + "\(comparison.onlyFirstCorrect) only there"
    case (.multiLabel(_, let first), .multiLabel(_, let second)):
      let comparison = MultiLabelComparison(first, second)
      figures = comparison
      section = .comparison(comparison, first: other.path, second: model.path)
      text =
        "mAP \(Numerals.fixed(comparison.difference, decimals: 3)) against \(other.path): "
        + "\(comparison.betterClasses) classes better here, \(comparison.worseClasses) worse"
    default: preconditionFailure("assessments of different kinds")
    }
  }

  /// As the figures.
  public func encode(to encoder: any Encoder) throws { try figures.encode(to: encoder) }
}
