public import ModelFormat

/// What the storage of weights is chosen for.
public struct StorageGoals: Equatable, Sendable {
  /// Which layers are encoded where no largest file is given.
  public enum Aim: Equatable, Sendable {
    /// Those that get smaller by a quarter, while decoding stays within the slowdown and takes no more
    /// arena than the network itself.
    case balanced
    /// All that get smaller.
    case smallest
  }

  /// Encodings to choose from beside dense. Sparse is taken where it is faster than dense and takes no
  /// more of the file.
  public var encodings: [WeightEncoding]
  public var aim: Aim
  /// Where a file may be so large, weights are encoded only as far as that takes.
  public var maxFileBytes: Int?
  /// Where an arena may be so large, all of it is used to decode less often; else as little as the
  /// slowdown takes.
  public var maxArenaBytes: Int?
  /// The instructions that decoding may add, as a share of the others. For the smallest file, or one
  /// that has to fit, decoding adds more where no arena helps.
  public var slowdown: Double
  /// Rows of the input that work may wait for; nil where each row's work is done at once.
  public var waitingRows: Int?
  /// The device whose instructions are counted.
  public var target: DeviceTarget

  public static let all = StorageGoals(encodings: [.packed, .bitmap, .entropy, .sparse])
  public static let dense = StorageGoals(encodings: [])

  public init(
    encodings: [WeightEncoding], aim: Aim = .balanced, maxFileBytes: Int? = nil,
    maxArenaBytes: Int? = nil, slowdown: Double = 0.17, waitingRows: Int? = nil,
    target: DeviceTarget = .cortexM4
  ) {
    self.encodings = encodings
    self.aim = aim
    self.maxFileBytes = maxFileBytes
    self.maxArenaBytes = maxArenaBytes
    self.slowdown = slowdown
    self.waitingRows = waitingRows
    self.target = target
  }
}
