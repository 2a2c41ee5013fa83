import Basics
public import Reports
public import Runs

/// Two models on the same clips.
public struct Comparison: Sendable {
  private enum Figures: Sendable {
    case exclusive(PairedComparison)
    case multiLabel(MultiLabelComparison)
  }

  private let path: String
  private let other: String
  private let figures: Figures

  /// - Precondition: Both assessments are of the same kind, clips and classes.
  public init(
    of model: (path: String, assessment: Assessment),
    against other: (path: String, assessment: Assessment)
  ) throws {
    path = model.path
    self.other = other.path
    switch (other.assessment, model.assessment) {
    case (.exclusive(let first, _), .exclusive(let second, _)):
      figures = .exclusive(try PairedComparison(first, second))
    case (.multiLabel(_, let first), .multiLabel(_, let second)):
      figures = .multiLabel(MultiLabelComparison(first, second))
    default: preconditionFailure("assessments of different kinds")
    }
  }

  /// For a page.
  public var section: HTMLReport.Section {
    switch figures {
    case .exclusive(let comparison): .comparison(comparison, first: other, second: path)
    case .multiLabel(let comparison): .comparison(comparison, first: other, second: path)
    }
  }

  /// One line.
  public var text: String {
    switch figures {
    case .exclusive(let comparison):
      let points = comparison.points(decimals: 1)
      return "\(points.difference) points against \(other) (95 % interval \(points.interval)): "
        + "\(comparison.onlySecondCorrect) clips right only here, "
        + "\(comparison.onlyFirstCorrect) only there"
    case .multiLabel(let comparison):
      return "mAP \(Numerals.fixed(comparison.difference, decimals: 3)) against \(other): "
        + "\(comparison.betterClasses) classes better here, \(comparison.worseClasses) worse"
    }
  }
}

extension Comparison: Encodable {
  /// As the figures.
  public func encode(to encoder: any Encoder) throws {
    switch figures {
    case .exclusive(let comparison): try comparison.encode(to: encoder)
    case .multiLabel(let comparison): try comparison.encode(to: encoder)
    }
  }
}
