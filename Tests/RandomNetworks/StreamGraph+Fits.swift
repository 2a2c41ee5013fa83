package import Program

extension StreamGraph {
  /// Whether every op has a row at these lengths of the inputs, and joined branches as many rows.
  package func fits(_ inputRows: [Int]) -> Bool {
    var rows = inputRows
    for op in ops {
      let sources = op.edges.map { rows[$0.tensor] }
      guard sources.allSatisfy({ $0 == sources[0] }) else { return false }
      switch op.operation {
      case .convolution(let convolution): rows.append(convolution.geometry.outputRows(sources[0]))
      case .maxPool(let geometry), .averagePool(let geometry):
        rows.append(geometry.outputRows(sources[0]))
      case .globalAverage: rows.append(1)
      case .flatten(let count, _): rows.append(sources[0] / count)
      case .scale, .add, .concat, .activation, .softmax: rows.append(sources[0])
      }
    }
    return rows.allSatisfy { $0 > 0 }
  }
}
