internal import FixedPoint
internal import Kernels

/// From an op's record to its kernel. The kernels define what they compute.
extension Executor {
  /// Computes an op's next rows, or parts of one. Convolutions, where the deepest calls are, keep
  /// nothing of it on the stack.
  @inline(never)
  mutating func compute(_ firing: inout Firing) {
    let isInt16 = Library.hasInt16 && firing.output.elementBytes == 2
    switch firing.op.kind {
    case .convolution:
      if isInt16 {
        convolveInt16(&firing)
      } else if Library.hasSparseWeights, firing.op.convolution.encoding == .sparse {
        convolveSparse(&firing)
      } else {
        convolve(&firing)
      }
    case .depthwise: if Library.hasDepthwise { convolveDepthwise(&firing) }
    case .rescale: if Library.hasInt16 { computeInt16(&firing) }
    default:
      if isInt16 { computeInt16(&firing) } else { computeInt8(&firing) }
    }
  }

  @inline(never)
  private mutating func computeInt8(_ firing: inout Firing) {
    switch firing.op.kind {
    case .maxPool, .averagePool: if Library.hasPooling { pool(&firing, Int8.self) }
    case .globalAverage, .valueAverage, .scaledSum:
      if Library.hasSums { addToSums(&firing, Int8.self) }
    case .windowAverage: if Library.hasWindowAverage { averageWindow(&firing) }
    case .add: if Library.hasJoins { join(&firing, Int8.self) }
    case .subtract, .multiply: if Library.hasImportedOps { join(&firing, Int8.self) }
    case .offset, .reversedOffset: if Library.hasImportedOps { offset(&firing, Int8.self) }
    case .concat: if Library.hasJoins { concatenate(&firing, Int8.self) }
    case .flatten: if Library.hasTables { flatten(&firing, Int8.self) }
    case .lookup, .softmax: if Library.hasTables { useTable(&firing) }
    case .gemmlowpSoftmax: if Library.hasImportedOps { useTable(&firing) }
    default: break
    }
  }

  /// Ops that give int16, and a rescaling.
  @inline(never)
  private mutating func computeInt16(_ firing: inout Firing) {
    switch firing.op.kind {
    case .maxPool, .averagePool: pool(&firing, Int16.self)
    case .valueAverage, .scaledSum: addToSums(&firing, Int16.self)
    case .add, .subtract, .multiply: join(&firing, Int16.self)
    case .offset, .reversedOffset: offset(&firing, Int16.self)
    case .concat: concatenate(&firing, Int16.self)
    case .flatten: flatten(&firing, Int16.self)
    case .rescale: rescale(&firing)
    case .logistic, .hyperbolicTangent, .interpolatedSoftmax: interpolate(&firing)
    default: break
    }
  }

  @inline(never)
  private mutating func pool<Value: Activation>(
    _ firing: inout Firing, _: Value.Type
  ) {
    if Value.bytes == 1, firing.op.kind == .maxPool {
      maxPool(&firing)
      return
    }
    Kernels.pool(
      Value.self, isMaximum: firing.op.kind == .maxPool,
      SlidingShape(firing.op.window, firing.input, firing.output),
      firing.window(),
      model.requantiser(firing.op, firing.output), &arena, row: firing.row())
  }

  @inline(never)
  private mutating func maxPool(_ firing: inout Firing) {
    var shape = SlidingShape(firing.op.window, firing.input, firing.output)
    var window = firing.window()
    var requantiser = model.requantiser(firing.op, firing.output)
    Form.maxPool(&shape, &window, &requantiser, &arena, row: firing.row())
  }

  @inline(never)
  private mutating func join<Value: Activation>(
    _ firing: inout Firing, _: Value.Type
  ) {
    let (a, b) = (operand(firing.op.firstEdge), operand(firing.op.firstEdge &+ 1))
    let factor = firing.op.factor(at: 0)
    let requantiser = model.requantiser(firing.op, firing.output)
    if Library.hasImportedOps, firing.op.kind == .multiply {
      multiplyRows(
        Value.self, a, b, factor, requantiser, &arena, row: firing.row(),
        count: firing.output.elements)
    } else if Value.bytes == 1 {
      var sum = RowSum(
        isDifference: Library.hasImportedOps && firing.op.kind == .subtract, a, b, factor,
        requantiser,
        row: firing.row(), count: firing.output.elements)
      Form.add(&sum, &arena)
    } else {
      addRows(
        Value.self, isDifference: Library.hasImportedOps && firing.op.kind == .subtract, a, b,
        factor,
        requantiser, &arena, row: firing.row(),
        count: firing.output.elements)
    }
  }

  @inline(never)
  private mutating func offset<Value: Activation>(
    _ firing: inout Firing, _: Value.Type
  ) {
    typealias Field = Layout.Interpolation
    let output = firing.output
    offsetRows(
      Value.self, isReversed: firing.op.kind == .reversedOffset, operand(firing.op.firstEdge),
      model.table(firing.op.table(at: Field.table)), firing.op.factor(at: Field.factor),
      model.requantiser(firing.op, output), &arena, row: firing.row(), width: output.width,
      channels: output.channels)
  }

  @inline(never)
  private mutating func concatenate<Value: Activation>(
    _ firing: inout Firing, _: Value.Type
  ) {
    let requantiser = model.requantiser(firing.op, firing.output)
    var row = firing.row()
    for edge in firing.op.edges {
      let part = model.source(ofEdge: edge)
      Kernels.concatenate(
        Value.self, operand(edge), width: part.width,
        channels: (part.channels, firing.output.channels), requantiser, &arena,
        row: row)
      row &+= part.channels &* Value.bytes
    }
  }

  /// The row that a join reads over an edge. It is there: the op fires only then.
  @inline(never)
  private mutating func operand(_ edge: Int) -> Operand {
    Operand(
      row: row(ofEdge: edge) ?? 0, zeroPoint: model.source(ofEdge: edge).zeroPoint,
      multiplier: model.edge(edge).multiplier)
  }

  @inline(never)
  private mutating func flatten<Value: Activation>(
    _ firing: inout Firing, _: Value.Type
  ) {
    let (input, rows) = (firing.input, firing.op.flattenedRows)
    let (width, channels) = (input.width, input.channels)
    let strides: (row: Int, column: Int, channel: Int) =
      switch firing.op.flattenOrder {
      case .channelsRowsColumns: (width, 1, rows &* width)
      case .channelsColumnsRows: (1, rows, rows &* width)
      case .rowsColumnsChannels: (width &* channels, channels, 1)
      }
    guard let source = firing.source() else { return }
    Kernels.flatten(
      Value.self, width: width, channels: channels, channelStride: strides.channel,
      columnStride: strides.column, &arena, source: source,
      row: firing.row() &+ firing.part() &* strides.row &* Value.bytes)
  }

  @inline(never)
  private mutating func useTable(_ firing: inout Firing) {
    guard let source = firing.source() else { return }
    let (table, count) = (model.table(firing.op.table(at: 0)), firing.output.elements)
    let row = firing.row()
    if Library.hasTables, firing.op.kind == .lookup {
      lookUp(table, &arena, source: source, row: row, count: count)
    } else if Library.hasTables, firing.op.kind == .softmax {
      softmax(table, &arena, source: source, row: row, count: count)
    } else if Library.hasImportedOps {
      gemmlowpSoftmax(table, &arena, source: source, row: row, count: count)
    }
  }

  @inline(never)
  private mutating func rescale(_ firing: inout Firing) {
    typealias Field = Layout.Rescale
    guard let source = firing.source() else { return }
    Kernels.rescale(
      firing.op.factor(at: Field.positive), firing.op.factor(at: Field.negative),
      zeroPoint: firing.input.zeroPoint, model.requantiser(firing.op, firing.output),
      &arena,
      source: (source, firing.input.elementBytes == 2),
      target: (firing.row(), firing.output.elementBytes == 2),
      count: firing.input.elements)
  }

  @inline(never)
  private mutating func interpolate(_ firing: inout Firing) {
    typealias Field = Layout.Interpolation
    guard let source = firing.source() else { return }
    let table = model.table(firing.op.table(at: Field.table))
    let (factor, count) = (firing.op.factor(at: Field.factor), firing.output.elements)
    if firing.op.kind == .interpolatedSoftmax {
      interpolatedSoftmax(
        table, factor, model.requantiser(firing.op, firing.output), &arena, source: source,
        row: firing.row(), count: count)
    } else {
      sigmoid(
        table, isTanh: firing.op.kind == .hyperbolicTangent, factor, &arena, source: source,
        row: firing.row(), count: count)
    }
  }
}
