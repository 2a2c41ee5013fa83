/// Where everything lies in the arena.
public struct Plan: Equatable, Sendable {
  /// How each op's weights are stored.
  public var storage: [WeightStorage]
  /// One ring for each tensor.
  public var rings: [Ring]
  /// What an op keeps between rows, or its decoded weights, by op; 0 where it keeps nothing.
  public var memory: [Int]
  /// Where a convolution lays windows, by op; 0 where it lays none.
  public var windows: [Int]
  /// Statistics of each input's amplitude; 0 where there are none.
  public var statistics: [Int]
  /// Checksums of the self-test.
  public var checksums = 0
  /// How work is spread over rows; nil where each row's is done at once.
  public var pace: Pace?
  /// Rows of the input that work may wait for, with a pace.
  public var delayRows = 0
  /// The credit that is left, with a pace.
  public var credit = 0
  public var arenaBytes = 0
}

/// A tensor's place in the arena.
public struct Ring: Equatable, Sendable {
  public var offset: Int
  public var capacity: Int
  public var firstSlot = 0
  /// Whether the op that writes it overwrites its input.
  public var isInPlace = false
}
