import Program

extension IntegerProgram {
  /// Whether two programs have the same layers, reading the same tensors.
  func hasStructure(of other: IntegerProgram) -> Bool {
    ops.count == other.ops.count
      && zip(ops, other.ops).allSatisfy { mine, theirs in
        mine.name == theirs.name && mine.row == theirs.row
          && mine.edges.map(\.tensor) == theirs.edges.map(\.tensor)
          && mine.operation.rowFlow == theirs.operation.rowFlow
          && mine.operation.channelFlow == theirs.operation.channelFlow
          && mine.operation.geometry == theirs.operation.geometry
      }
  }
}
