import ModelFormat

/// How many rows, by the row flow of each op.
extension TensorGraph {
  /// The rows that each input needs so that every op yields at least one row.
  public func minimumRows() -> [Int] {
    var needed = [Int](repeating: 1, count: tensorCount)
    for index in ops.indices.reversed() {
      let rows = ops[index].operation.rowFlow.inputRows(needed[inputs.count + index])
      for edge in ops[index].edges { needed[edge.tensor] = max(needed[edge.tensor], rows) }
    }
    return inputs.indices.map { inputs[$0].fixedRows ?? needed[$0] }
  }

  /// Rows of the first input for each row of a tensor.
  public func inputRows(perRowOf tensor: Int) -> Int {
    var (tensor, rows) = (tensor, 1)
    while tensor >= inputs.count {
      let op = ops[tensor - inputs.count]
      rows *= op.operation.rowFlow.rowStride
      tensor = op.edges[0].tensor
    }
    return rows
  }
}
