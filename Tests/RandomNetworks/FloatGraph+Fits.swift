package import Program

extension FloatGraph {
  /// Whether every op has a row at these lengths of the inputs, and joined branches as many rows.
  package func fits(_ inputRows: [Int]) -> Bool {
    var rows = inputRows
    for op in ops {
      let sources = op.edges.map { rows[$0.tensor] }
      guard sources.allSatisfy({ $0 == sources[0] }) else { return false }
      rows.append(op.operation.rowFlow.outputRows(sources[0]))
    }
    return rows.allSatisfy { $0 > 0 }
  }
}
