import Basics
import Reports
public import Training

/// The one figure that says how right a network is: what the best epoch is chosen by.
public enum Score: Equatable, Sendable {
  /// Of classes that exclude each other: the share of clips that get theirs.
  case accuracy
  /// Of labels that do not: the mean over the classes (mAP).
  case meanAveragePrecision

  public init(_ kind: Loss.Kind) { self = kind == .binary ? .meanAveragePrecision : .accuracy }

  private var isShare: Bool { self == .accuracy }

  /// `accuracy`, `mAP`
  public var name: String { isShare ? "accuracy" : "mAP" }

  var title: String { isShare ? "Accuracy" : "Mean average precision" }

  /// `61.5 %`, `0.369`
  public func text(_ value: Double) -> String {
    isShare ? Numerals.percent(value) : Numerals.fixed(value, decimals: 3)
  }

  func cell(_ value: Double) -> Table.Cell { isShare ? .share(value) : .number(value, decimals: 3) }

  var unit: Axis.Unit { isShare ? .percent : .number }
}
