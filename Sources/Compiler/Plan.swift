import Program

/// Where everything lies in the arena.
public struct Plan: Equatable, Sendable {
  /// One ring for each tensor.
  public var rings: [Ring]
  /// What an op keeps between rows, by op; 0 where it keeps nothing.
  public var memory: [Int]
  /// Statistics of each input's amplitude; 0 where there are none.
  public var statistics: [Int]
  public var arenaBytes: Int
  /// The arena, part by part.
  public var parts: [ArenaPart]

  public init(
    rings: [Ring], memory: [Int], statistics: [Int], arenaBytes: Int, parts: [ArenaPart]
  ) {
    self.rings = rings
    self.memory = memory
    self.statistics = statistics
    self.arenaBytes = arenaBytes
    self.parts = parts
  }
}

/// A tensor's place in the arena.
public struct Ring: Equatable, Sendable {
  public var offset: Int
  public var capacity: Int
  public var firstSlot: Int
  /// Whether the op that writes it overwrites its input.
  public var isInPlace: Bool

  public init(offset: Int, capacity: Int, firstSlot: Int = 0, isInPlace: Bool = false) {
    self.offset = offset
    self.capacity = capacity
    self.firstSlot = firstSlot
    self.isInPlace = isInPlace
  }
}

/// A stretch of the arena and what it is for.
public struct ArenaPart: Equatable, Sendable {
  public enum Kind: String, Sendable {
    case cursors, statistics, sums, ring
    /// Rows that live from one op to the next only, and share their place.
    case shared
  }

  public var kind: Kind
  public var name: String
  public var bytes: Int
  /// Rows and bytes a row, for rings.
  public var rows: Int
  public var rowBytes: Int

  public init(kind: Kind, name: String, bytes: Int, rows: Int = 0, rowBytes: Int = 0) {
    self.kind = kind
    self.name = name
    self.bytes = bytes
    self.rows = rows
    self.rowBytes = rowBytes
  }
}
