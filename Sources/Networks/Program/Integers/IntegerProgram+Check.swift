import ModelFormat

/// Whether a file can hold a program and an executor can run it.
extension IntegerProgram {
  /// The one check of a program, whether a compiler made it, an importer, or hands: what passes is
  /// written without a loss, and every reader takes its shapes.
  public func check() throws(ProgramError) {
    try checkShapes()
    for index in ops.indices { try checkNumbers(ofOp: index) }
    try checkRows(inputs.map { max($0.fixedRows ?? 0, $0.minimumRows) })
    let check = LayerCheck(layer: name)
    try check.check(labels.count, in: 0...Self.longestText, "number of labels")
    for (index, label) in labels.enumerated() {
      try check.check(
        label.utf8.count, in: 0...Self.longestText, "number of bytes of label \(index + 1)")
    }
    for index in 0..<tensorCount {
      let name = tensorName(index)
      try LayerCheck(layer: name)
        .check(name.utf8.count, in: 0...Self.longestText, "number of bytes of the name")
    }
  }

  /// The same of one op, whose sources have been checked.
  public func check(op index: Int) throws(ProgramError) {
    try checkShape(ofOp: index)
    try checkNumbers(ofOp: index)
  }

  /// A file has 16 bits for the bytes of a name or a label.
  public static var longestText: Int { Int(UInt16.max) }

  /// Whether the op has as many weights, factors and constants as its shapes say, and elements that it
  /// takes.
  private func checkNumbers(ofOp index: Int) throws(ProgramError) {
    let (op, source) = (ops[index], inputShape(ofOp: index))
    let check = LayerCheck(layer: op.name)
    switch op.operation {
    case .convolution(let convolution):
      try check.check(convolution, source, op.row)
    case .windowAverage(let geometry, _):
      try check.check(geometry.kernelAcross, equals: source.width, "window's width")
      try check.check(
        geometry.kernelRows * geometry.kernelAcross, in: 1...Layout.longestAverage,
        "number of values of a mean")
    case .offset(let offset):
      try check.check(offset.constants.count, equals: op.row.channels, "number of constants")
    case .softmax(let exponentials):
      try check.check(exponentials.count, in: 1...256, "number of exponentials")
      try check.check(source.width, equals: 1, "width of a row")
    case .gemmlowpSoftmax(let exponentials):
      try check.check(exponentials.count, in: 1...256, "number of exponentials")
      try check.check(source.width, equals: 1, "width of a row")
    case .interpolatedSoftmax:
      try check.check(source.width, equals: 1, "width of a row")
    case .lookup(.table(let table)):
      try check.check(table.count, equals: Layout.lookupEntries, "number of values of the table")
    case .maxPool, .averagePool, .globalAverage, .valueAverage, .scaledSum, .add, .subtract,
      .multiply, .concat, .lookup, .flatten, .rescale, .sigmoid:
      break
    }
    try checkElements(ofOp: index)
  }

  /// An op takes the elements that it gives; but a convolution may make int8 of samples, and a
  /// rescaling takes any.
  private func checkElements(ofOp index: Int) throws(ProgramError) {
    let op = ops[index]
    let check = LayerCheck(layer: op.name)
    switch op.operation {
    case .globalAverage, .windowAverage, .lookup, .softmax, .gemmlowpSoftmax:
      guard !op.isInt16 else { throw check.failure(.element(bits: 16)) }
    case .sigmoid, .interpolatedSoftmax:
      guard op.isInt16 else { throw check.failure(.element(bits: 8)) }
    case .rescale: return
    case .convolution where !op.isInt16: return
    default: break
    }
    for edge in op.edges where isInt16(edge.tensor) != op.isInt16 {
      throw check.failure(.element(bits: 8 * elementBytes(edge.tensor)))
    }
  }
}

extension LayerCheck {
  fileprivate func check(
    _ convolution: IntegerConvolution, _ source: RowShape, _ output: RowShape
  ) throws(ProgramError) {
    let geometry = convolution.geometry
    try check(convolution.biases.count, equals: output.channels, "number of biases")
    try check(convolution.factors.count, equals: output.channels, "number of factors")
    try check(
      convolution.weights.count,
      equals: output.channels * geometry.kernelRows * geometry.kernelAcross
        * (source.channels / convolution.groups), "number of weights")
    for pool in [convolution.pool.rows, convolution.pool.across] {
      try check(pool, in: 1...PoolSize.longest, "length of the pool")
    }
  }
}
