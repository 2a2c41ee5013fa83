extension StreamGraph {
  /// The rows that each input needs so that every op yields at least one row.
  public func minimumRows() -> [Int] {
    var needed = [Int](repeating: 1, count: inputs.count + ops.count)
    for index in ops.indices.reversed() {
      let rows = needed[inputs.count + index]
      let source: Int
      switch ops[index].operation {
      case .convolution(let convolution): source = convolution.geometry.inputRows(rows)
      case .maxPool(let geometry), .averagePool(let geometry): source = geometry.inputRows(rows)
      case .flatten(let rows, _): source = rows
      case .globalAverage: source = 1
      case .scale, .add, .concat, .activation, .softmax: source = rows
      }
      for edge in ops[index].edges { needed[edge.tensor] = max(needed[edge.tensor], source) }
    }
    return inputs.indices.map { inputs[$0].fixedRows ?? needed[$0] }
  }
}

extension Geometry {
  /// The fewest rows that give `rows` rows.
  public func inputRows(_ rows: Int) -> Int {
    max(1, (rows - 1) * strideRows + kernelRows - padBefore - padAfter)
  }
}
