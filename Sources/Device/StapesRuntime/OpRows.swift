internal import ModelFormat

/// How an op takes rows and gives rows.
extension OpRecord {
  /// Whether the op slides a kernel over rows.
  private var isWindowed: Bool {
    switch kind {
    case .convolution, .depthwise, .maxPool, .averagePool, .windowAverage: true
    default: false
    }
  }

  /// Rows under the kernel.
  var windowRows: Int { isWindowed ? kernelRows : 1 }

  /// Rows by which the window moves.
  var windowStride: Int { isWindowed ? strideRows : 1 }

  /// Rows of padding.
  var windowPadding: (before: Int, after: Int) {
    isWindowed ? (padBefore, padAfter) : (0, 0)
  }

  /// Rows that one firing computes, unless the input ends before.
  var firingRows: Int { kind == .convolution ? strip : 1 }

  /// Computed rows that together make one row of the output.
  var rowParts: Int {
    switch kind {
    case .convolution, .depthwise: poolRows
    case .flatten: kernelRows
    default: 1
    }
  }
}

/// Where the rows of a firing lie. Its cursors move only when all of them are computed.
extension Executor {
  /// The tensor that an op gives.
  @inline(__always)
  @_lifetime(copy self)
  func output(ofOp index: Int) -> TensorRecord { model.tensor(model.output(ofOp: index)) }

  /// The rows under the kernel for one of the rows that an op computes.
  @inline(never)
  mutating func window(ofOp index: Int, _ place: Int = 0) -> Window {
    let op = model.op(index)
    return window(ofEdge: op.firstEdge, rows: op.windowRows, ahead: place &* op.windowStride)
  }

  mutating func window(ofEdge edge: Int, rows: Int = 1, ahead: Int = 0) -> Window {
    Window(
      cursor(ofEdge: edge), of: model.source(ofEdge: edge), kernelRows: rows, ahead: ahead)
  }

  /// Where in the arena a computed row goes, or the row of which it is a part.
  @inline(never)
  mutating func row(ofOp index: Int, _ place: Int = 0) -> Int {
    let tensor = model.output(ofOp: index)
    let output = model.tensor(tensor)
    let writer = cursor(ofTensor: tensor)
    let slot = writer.slot &+ (writer.parts &+ place) / model.op(index).rowParts
    return output.arenaOffset
      &+ (slot >= output.capacity ? slot &- output.capacity : slot) &* output.rowBytes
  }
}
