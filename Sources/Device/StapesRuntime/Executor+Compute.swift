internal import FixedPoint
internal import Kernels

/// From an op's record to its kernel. The kernels define what they compute.
extension Executor {
  /// Computes an op's next rows, or parts of one. Convolutions, where the deepest calls are, keep
  /// nothing of it on the stack.
  @inline(never)
  mutating func compute(_ firing: inout Firing) {
    let isInt16 = Library.hasInt16 && model.output(of: firing.op).elementBytes == 2
    switch model.op(firing.op).kind {
    case .convolution: if isInt16 { convolveInt16(&firing) } else { convolve(&firing) }
    case .depthwise: if Library.hasDepthwise { convolveDepthwise(&firing) }
    case .rescale: if Library.hasInt16 { computeInt16(&firing, model.op(firing.op)) }
    default:
      if isInt16 { computeInt16(&firing, model.op(firing.op)) } else { computeInt8(&firing) }
    }
  }

  @inline(never)
  private mutating func computeInt8(_ firing: inout Firing) {
    let op = model.op(firing.op)
    switch op.kind {
    case .maxPool, .averagePool: if Library.hasPooling { pool(&firing, op, Int8.self) }
    case .globalAverage, .valueAverage, .scaledSum:
      if Library.hasSums { addToSums(&firing, op, Int8.self) }
    case .windowAverage: if Library.hasWindowAverage { averageWindow(&firing, op) }
    case .add: if Library.hasJoins { join(&firing, op, Int8.self) }
    case .subtract, .multiply: if Library.hasImportedOps { join(&firing, op, Int8.self) }
    case .offset, .reversedOffset: if Library.hasImportedOps { offset(&firing, op, Int8.self) }
    case .concat: if Library.hasJoins { concatenate(&firing, op, Int8.self) }
    case .flatten: if Library.hasTables { flatten(&firing, op, Int8.self) }
    case .lookup, .softmax: if Library.hasTables { useTable(&firing, op) }
    case .gemmlowpSoftmax: if Library.hasImportedOps { useTable(&firing, op) }
    default: break
    }
  }

  /// Ops that give int16, and a rescaling.
  @inline(never)
  private mutating func computeInt16(_ firing: inout Firing, _ op: OpRecord) {
    switch op.kind {
    case .maxPool, .averagePool: pool(&firing, op, Int16.self)
    case .valueAverage, .scaledSum: addToSums(&firing, op, Int16.self)
    case .add, .subtract, .multiply: join(&firing, op, Int16.self)
    case .offset, .reversedOffset: offset(&firing, op, Int16.self)
    case .concat: concatenate(&firing, op, Int16.self)
    case .flatten: flatten(&firing, op, Int16.self)
    case .rescale: rescale(&firing, op)
    case .logistic, .hyperbolicTangent, .interpolatedSoftmax: interpolate(&firing, op)
    default: break
    }
  }

  @inline(never)
  private mutating func pool<Value: Activation>(
    _ firing: inout Firing, _ op: OpRecord, _: Value.Type
  ) {
    if Value.bytes == 1, op.kind == .maxPool {
      maxPool(&firing, op)
      return
    }
    Kernels.pool(
      Value.self, isMaximum: op.kind == .maxPool,
      SlidingShape(op.window, model.input(of: op), model.output(of: firing.op)),
      firing.window(model),
      model.requantiser(op, model.output(of: firing.op)), &arena, row: firing.row(model))
  }

  @inline(never)
  private mutating func maxPool(_ firing: inout Firing, _ op: OpRecord) {
    var shape = SlidingShape(op.window, model.input(of: op), model.output(of: firing.op))
    var window = firing.window(model)
    var requantiser = model.requantiser(op, model.output(of: firing.op))
    Form.maxPool(&shape, &window, &requantiser, &arena, row: firing.row(model))
  }

  @inline(never)
  private mutating func join<Value: Activation>(
    _ firing: inout Firing, _ op: OpRecord, _: Value.Type
  ) {
    let (a, b) = (operand(op.firstEdge), operand(op.firstEdge &+ 1))
    let factor = op.factor(at: 0)
    let requantiser = model.requantiser(op, model.output(of: firing.op))
    if Library.hasImportedOps, op.kind == .multiply {
      multiplyRows(
        Value.self, a, b, factor, requantiser, &arena, row: firing.row(model),
        count: model.output(of: firing.op).elements)
    } else if Value.bytes == 1 {
      var sum = RowSum(
        isDifference: Library.hasImportedOps && op.kind == .subtract, a, b, factor, requantiser,
        row: firing.row(model), count: model.output(of: firing.op).elements)
      Form.add(&sum, &arena)
    } else {
      addRows(
        Value.self, isDifference: Library.hasImportedOps && op.kind == .subtract, a, b, factor,
        requantiser, &arena, row: firing.row(model),
        count: model.output(of: firing.op).elements)
    }
  }

  @inline(never)
  private mutating func offset<Value: Activation>(
    _ firing: inout Firing, _ op: OpRecord, _: Value.Type
  ) {
    typealias Field = Layout.Interpolation
    let output = model.output(of: firing.op)
    offsetRows(
      Value.self, isReversed: op.kind == .reversedOffset, operand(op.firstEdge),
      model.table(op.table(at: Field.table)), op.factor(at: Field.factor),
      model.requantiser(op, output), &arena, row: firing.row(model), width: output.width,
      channels: output.channels)
  }

  @inline(never)
  private mutating func concatenate<Value: Activation>(
    _ firing: inout Firing, _ op: OpRecord, _: Value.Type
  ) {
    let requantiser = model.requantiser(op, model.output(of: firing.op))
    var row = firing.row(model)
    for edge in op.edges {
      let part = model.source(ofEdge: edge)
      Kernels.concatenate(
        Value.self, operand(edge), width: part.width,
        channels: (part.channels, model.output(of: firing.op).channels), requantiser, &arena,
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
    _ firing: inout Firing, _ op: OpRecord, _: Value.Type
  ) {
    let (input, rows) = (model.input(of: op), op.flattenedRows)
    let (width, channels) = (input.width, input.channels)
    let strides: (row: Int, column: Int, channel: Int) =
      switch op.flattenOrder {
      case .channelsRowsColumns: (width, 1, rows &* width)
      case .channelsColumnsRows: (1, rows, rows &* width)
      case .rowsColumnsChannels: (width &* channels, channels, 1)
      }
    guard let source = firing.source(model) else { return }
    Kernels.flatten(
      Value.self, width: width, channels: channels, channelStride: strides.channel,
      columnStride: strides.column, &arena, source: source,
      row: firing.row(model) &+ firing.part() &* strides.row &* Value.bytes)
  }

  @inline(never)
  private mutating func useTable(_ firing: inout Firing, _ op: OpRecord) {
    guard let source = firing.source(model) else { return }
    let (table, count) = (model.table(op.table(at: 0)), model.output(of: firing.op).elements)
    let row = firing.row(model)
    if Library.hasTables, op.kind == .lookup {
      lookUp(table, &arena, source: source, row: row, count: count)
    } else if Library.hasTables, op.kind == .softmax {
      softmax(table, &arena, source: source, row: row, count: count)
    } else if Library.hasImportedOps {
      gemmlowpSoftmax(table, &arena, source: source, row: row, count: count)
    }
  }

  @inline(never)
  private mutating func rescale(_ firing: inout Firing, _ op: OpRecord) {
    typealias Field = Layout.Rescale
    guard let source = firing.source(model) else { return }
    Kernels.rescale(
      op.factor(at: Field.positive), op.factor(at: Field.negative),
      zeroPoint: model.input(of: op).zeroPoint, model.requantiser(op, model.output(of: firing.op)),
      &arena,
      source: (source, model.input(of: op).elementBytes == 2),
      target: (firing.row(model), model.output(of: firing.op).elementBytes == 2),
      count: model.input(of: op).elements)
  }

  @inline(never)
  private mutating func interpolate(_ firing: inout Firing, _ op: OpRecord) {
    typealias Field = Layout.Interpolation
    guard let source = firing.source(model) else { return }
    let table = model.table(op.table(at: Field.table))
    let (factor, count) = (op.factor(at: Field.factor), model.output(of: firing.op).elements)
    if op.kind == .interpolatedSoftmax {
      interpolatedSoftmax(
        table, factor, model.requantiser(op, model.output(of: firing.op)), &arena, source: source,
        row: firing.row(model), count: count)
    } else {
      sigmoid(
        table, isTanh: op.kind == .hyperbolicTangent, factor, &arena, source: source,
        row: firing.row(model), count: count)
    }
  }
}
