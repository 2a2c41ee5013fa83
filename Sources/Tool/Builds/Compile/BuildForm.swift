/// How a program is written, beside what it may take.
public struct BuildForm: Equatable, Sendable {
  /// Whether convolutions do the max-pools behind them.
  public var isFused = true
  /// Whether channels that add nothing are removed.
  public var isSimplified = true
  /// Over which scores are given while a stream goes on; nil to score whole clips.
  public var window: ContinuousWindow?
  /// By how many seconds scores may come later, so that work is spread; nil to do it at once.
  public var spreadSeconds: Double?

  public init() {}
}
