extension ProgramOperation {
  /// Rows out of `rows` rows, when the stream has ended.
  public func outputRows(_ rows: Int) -> Int {
    switch self {
    case .convolution(let convolution):
      convolution.geometry.outputRows(rows) / convolution.pool.rows
    case .maxPool(let geometry), .averagePool(let geometry), .windowAverage(let geometry, _):
      geometry.outputRows(rows)
    case .globalAverage, .valueAverage, .scaledSum: 1
    case .flatten(let count, _): rows / count
    case .add, .multiply, .concat, .lookup, .softmax, .gemmlowpSoftmax, .rescale, .sigmoid,
      .interpolatedSoftmax:
      rows
    }
  }
}
