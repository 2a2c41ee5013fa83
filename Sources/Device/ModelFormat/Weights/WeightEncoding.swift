/// How an op's weights are stored.
public enum WeightEncoding: UInt8, Sendable {
  /// One int8 each, in the order in which the kernel reads them.
  case dense = 0
  /// A byte that says how many bits a value has, then the values, low bits first.
  case packed = 1
  /// As packed, but for zeros: a bit for each weight that says whether it has a value, in front.
  case bitmap = 2
  /// Range-coded with a table of frequencies, zeros among the symbols.
  case entropy = 3
  /// Only what is not zero, for a kernel that reads it so: see `SparseWeights`.
  case sparse = 4

  /// Whether weights are decoded into the arena before a kernel reads them.
  @inlinable @inline(__always)
  public var isDecoded: Bool { self != .dense && self != .sparse }
}
