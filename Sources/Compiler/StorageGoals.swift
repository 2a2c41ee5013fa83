public import ModelFormat

/// What the storage of weights is chosen for.
public struct StorageGoals: Equatable, Sendable {
  /// Encodings to choose from beside dense.
  public var encodings: [WeightEncoding]
  /// Where a file may be so large, weights are encoded only as far as that takes; else wherever it
  /// makes the file smaller.
  public var maxFileBytes: Int?
  /// Where an arena may be so large, all of it is used to decode less often; else decoding may take
  /// `usualShare` of the instructions, in as little arena as that takes.
  public var maxArenaBytes: Int?

  public static let all = StorageGoals(encodings: [.packed, .bitmap, .entropy])
  public static let dense = StorageGoals(encodings: [])
  static let usualShare = 0.1

  public init(
    encodings: [WeightEncoding], maxFileBytes: Int? = nil, maxArenaBytes: Int? = nil
  ) {
    self.encodings = encodings
    self.maxFileBytes = maxFileBytes
    self.maxArenaBytes = maxArenaBytes
  }
}
