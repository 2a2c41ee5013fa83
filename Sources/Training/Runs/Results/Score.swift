import Basics
import Reports
public import Training

/// The one figure that says how right a network is: what the best epoch is chosen by.
public enum Score: Equatable, Sendable {
  /// Of classes that exclude each other: the share of clips that get theirs.
  case accuracy
  /// Of labels that do not: the mean over the classes (mAP).
  case meanAveragePrecision

  public init(_ kind: Loss.Kind) {
    switch kind {
    case .crossEntropy: self = .accuracy
    case .binary: self = .meanAveragePrecision
    }
  }

  /// `accuracy`, `mAP`
  public var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .meanAveragePrecision: "mAP"
    }
  }

  var title: String {
    switch self {
    case .accuracy: "Accuracy"
    case .meanAveragePrecision: "Mean average precision"
    }
  }

  /// `61.5 %`, `0.369`
  public func text(_ value: Double) -> String {
    switch self {
    case .accuracy: Numerals.percent(value)
    case .meanAveragePrecision: Numerals.fixed(value, decimals: 3)
    }
  }

  func cell(_ value: Double) -> Table.Cell {
    switch self {
    case .accuracy: .share(value)
    case .meanAveragePrecision: .number(value, decimals: 3)
    }
  }

  var unit: Axis.Unit {
    switch self {
    case .accuracy: .percent
    case .meanAveragePrecision: .number
    }
  }
}
