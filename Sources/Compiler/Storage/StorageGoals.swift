public import ModelFormat

/// What the storage of weights is chosen for.
public struct StorageGoals: Equatable, Sendable {
  /// Encodings to choose from beside dense.
  public var encodings: [WeightEncoding]
  /// Where a file may be so large, weights are encoded only as far as that takes; else wherever a
  /// layer gets smaller by a quarter.
  public var maxFileBytes: Int?
  /// Where an arena may be so large, all of it is used to decode less often; else as little as the
  /// slowdown takes.
  public var maxArenaBytes: Int?
  /// The instructions that decoding may add, as a share of the others.
  public var slowdown: Double
  /// Rows of the input that work may wait for; nil where each row's work is done at once.
  public var waitingRows: Int?

  public static let all = StorageGoals(encodings: [.packed, .bitmap, .entropy])
  public static let dense = StorageGoals(encodings: [])

  public init(
    encodings: [WeightEncoding], maxFileBytes: Int? = nil, maxArenaBytes: Int? = nil,
    slowdown: Double = 0.17, waitingRows: Int? = nil
  ) {
    self.encodings = encodings
    self.maxFileBytes = maxFileBytes
    self.maxArenaBytes = maxArenaBytes
    self.slowdown = slowdown
    self.waitingRows = waitingRows
  }
}
