import ModelFormat

/// How many rows, by the row flow of each op.
extension TensorGraph {
  /// The rows of every tensor, inputs first, when each input has got so many. Where branches differ,
  /// the fewest count.
  public func rows(of inputRows: [Int]) -> [Int] {
    ops.reduce(into: inputRows) { rows, op in
      let fewest = op.edges.map { rows[$0.tensor] }.min() ?? 0
      rows.append(op.operation.rowFlow.outputRows(fewest))
    }
  }

  /// The rows that each input needs so that every op yields at least one row; one more than
  /// `Layout.mostRows` stands for any more.
  public func minimumRows() -> [Int] {
    var needed = [Int](repeating: 1, count: tensorCount)
    for index in ops.indices.reversed() {
      let flow = ops[index].operation.rowFlow
      let rows = min(flow.inputRows(needed[inputs.count + index]), Layout.mostRows + 1)
      for edge in ops[index].edges { needed[edge.tensor] = max(needed[edge.tensor], rows) }
    }
    return inputs.indices.map { inputs[$0].fixedRows ?? needed[$0] }
  }

  /// Rows of the first input for each row of a tensor; one more than `Layout.mostRows` stands for
  /// any more.
  public func inputRows(perRowOf tensor: Int) -> Int {
    var (tensor, rows) = (tensor, 1)
    while tensor >= inputs.count {
      let op = ops[tensor - inputs.count]
      rows = min(rows * op.operation.rowFlow.rowStride, Layout.mostRows + 1)
      tensor = op.edges[0].tensor
    }
    return rows
  }
}
