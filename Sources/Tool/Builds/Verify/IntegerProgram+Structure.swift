import Program

extension IntegerProgram {
  /// Whether two programs have the same layers, reading the same tensors.
  func hasStructure(of other: IntegerProgram) -> Bool {
    ops.count == other.ops.count
      && zip(ops, other.ops).allSatisfy { mine, theirs in
        mine.name == theirs.name && mine.row == theirs.row
          && mine.edges.map(\.tensor) == theirs.edges.map(\.tensor)
          && mine.operation.hasShape(of: theirs.operation)
      }
  }
}

extension ProgramOperation {
  /// Whether two ops are of one kind and slide alike.
  fileprivate func hasShape(of other: ProgramOperation) -> Bool {
    switch (self, other) {
    case (.convolution(let mine), .convolution(let theirs)):
      mine.geometry == theirs.geometry && mine.groups == theirs.groups && mine.pool == theirs.pool
    case (.maxPool(let mine), .maxPool(let theirs)),
      (.averagePool(let mine), .averagePool(let theirs)),
      (.windowAverage(let mine, _), .windowAverage(let theirs, _)):
      mine == theirs
    case (.globalAverage, .globalAverage), (.add, .add), (.concat, .concat), (.lookup, .lookup),
      (.flatten, .flatten), (.softmax, .softmax), (.valueAverage, .valueAverage),
      (.scaledSum, .scaledSum), (.multiply, .multiply), (.gemmlowpSoftmax, .gemmlowpSoftmax),
      (.rescale, .rescale), (.sigmoid, .sigmoid), (.interpolatedSoftmax, .interpolatedSoftmax):
      true
    default: false
    }
  }
}
