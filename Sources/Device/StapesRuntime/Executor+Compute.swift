internal import FixedPoint
internal import Kernels
internal import ModelFormat

/// From an op's record to its kernel. The kernels define what they compute.
extension Executor {
  /// Computes an op's next rows, or parts of one.
  @inline(never)
  mutating func compute(_ firing: Firing) {
    if Library.hasInt16, firing.output.elementBytes == 2 || firing.kind == .rescale {
      computeInt16(firing)
      return
    }
    switch firing.kind {
    case .convolution: convolve(firing)
    case .depthwise: if Library.hasDepthwise { convolveDepthwise(firing) }
    case .maxPool, .averagePool: if Library.hasPooling { pool(firing, Int8.self) }
    case .globalAverage, .valueAverage, .scaledSum:
      if Library.hasSums { addToSums(firing, Int8.self) }
    case .windowAverage: if Library.hasWindowAverage { averageWindow(firing) }
    case .add: if Library.hasJoins { join(firing, Int8.self) }
    case .multiply: if Library.hasImportedOps { join(firing, Int8.self) }
    case .concat: if Library.hasJoins { concatenate(firing, Int8.self) }
    case .flatten: if Library.hasTables { flatten(firing, Int8.self) }
    case .lookup, .softmax: if Library.hasTables { useTable(firing) }
    case .gemmlowpSoftmax: if Library.hasImportedOps { useTable(firing) }
    case .rescale, .logistic, .hyperbolicTangent, .interpolatedSoftmax: break
    }
  }

  /// The same of ops that give int16, and of a rescaling.
  @inline(never)
  private mutating func computeInt16(_ firing: Firing) {
    switch firing.kind {
    case .convolution: convolveInt16(firing)
    case .maxPool, .averagePool: pool(firing, Int16.self)
    case .valueAverage, .scaledSum: addToSums(firing, Int16.self)
    case .add, .multiply: join(firing, Int16.self)
    case .concat: concatenate(firing, Int16.self)
    case .flatten: flatten(firing, Int16.self)
    case .rescale: rescale(firing)
    case .logistic, .hyperbolicTangent, .interpolatedSoftmax: interpolate(firing)
    default: break
    }
  }

  /// What all values of an op's output have in common.
  @inline(never)
  func requantiser(_ op: OpRecord, _ output: TensorRecord) -> Requantiser {
    Requantiser(
      rounding: Library.roundsTwice ? model.rounding : .single, zeroPoint: output.zeroPoint,
      lowest: Int32(op.lowest), highest: Int32(op.highest))
  }

  @inline(never)
  private mutating func pool<Value: Activation>(_ firing: Firing, _: Value.Type) {
    Kernels.pool(
      Value.self, isMaximum: firing.kind == .maxPool,
      SlidingShape(firing.op.window, firing.input, firing.output), firing.window(),
      requantiser(firing.op, firing.output), &arena, row: firing.row())
  }

  @inline(never)
  private mutating func join<Value: Activation>(_ firing: Firing, _: Value.Type) {
    let (a, b) = (operand(firing.op.firstEdge), operand(firing.op.firstEdge &+ 1))
    let factor = firing.op.factor(at: 0)
    let requantiser = requantiser(firing.op, firing.output)
    if Library.hasImportedOps, firing.kind == .multiply {
      multiplyRows(
        Value.self, a, b, factor, requantiser, &arena, row: firing.row(),
        count: firing.output.elements)
    } else {
      addRows(
        Value.self, a, b, factor, requantiser, &arena, row: firing.row(),
        count: firing.output.elements)
    }
  }

  @inline(never)
  private mutating func concatenate<Value: Activation>(_ firing: Firing, _: Value.Type) {
    let requantiser = requantiser(firing.op, firing.output)
    var row = firing.row()
    for edge in firing.op.edges {
      let part = model.source(ofEdge: edge)
      Kernels.concatenate(
        Value.self, operand(edge), width: part.width,
        channels: (part.channels, firing.output.channels), requantiser, &arena, row: row)
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
  private mutating func flatten<Value: Activation>(_ firing: Firing, _: Value.Type) {
    let (input, rows) = (firing.input, firing.op.flattenedRows)
    let (width, channels) = (input.width, input.channels)
    let strides: (row: Int, column: Int, channel: Int) =
      switch firing.op.flattenOrder {
      case .channelsRowsColumns: (width, 1, rows &* width)
      case .channelsColumnsRows: (1, rows, rows &* width)
      case .rowsColumnsChannels: (width &* channels, channels, 1)
      }
    guard let source = firing.window().row(0) else { return }
    Kernels.flatten(
      Value.self, width: width, channels: channels, channelStride: strides.channel,
      columnStride: strides.column, &arena, source: source,
      row: firing.row() &+ firing.part() &* strides.row &* Value.bytes)
  }

  @inline(never)
  private mutating func useTable(_ firing: Firing) {
    guard let source = firing.window().row(0) else { return }
    let (table, count) = (table(firing.op.table(at: 0)), firing.output.elements)
    let row = firing.row()
    if Library.hasTables, firing.kind == .lookup {
      lookUp(table, &arena, source: source, row: row, count: count)
    } else if Library.hasTables, firing.kind == .softmax {
      softmax(table, &arena, source: source, row: row, count: count)
    } else if Library.hasImportedOps {
      gemmlowpSoftmax(table, &arena, source: source, row: row, count: count)
    }
  }

  /// A table's bytes in the file.
  @_lifetime(copy self)
  private func table(_ section: Section) -> Span<UInt8> {
    model.bytes.extracting(section.offset..<section.end)
  }

  @inline(never)
  private mutating func rescale(_ firing: Firing) {
    typealias Field = Layout.Rescale
    guard let source = firing.window().row(0) else { return }
    Kernels.rescale(
      firing.op.factor(at: Field.positive), firing.op.factor(at: Field.negative),
      zeroPoint: firing.input.zeroPoint, requantiser(firing.op, firing.output), &arena,
      source: (source, firing.input.elementBytes == 2),
      target: (firing.row(), firing.output.elementBytes == 2), count: firing.input.elements)
  }

  @inline(never)
  private mutating func interpolate(_ firing: Firing) {
    typealias Field = Layout.Interpolation
    guard let source = firing.window().row(0) else { return }
    let table = table(firing.op.table(at: Field.table))
    let (factor, count) = (firing.op.factor(at: Field.factor), firing.output.elements)
    if firing.kind == .interpolatedSoftmax {
      interpolatedSoftmax(
        table, factor, requantiser(firing.op, firing.output), &arena, source: source,
        row: firing.row(), count: count)
    } else {
      sigmoid(
        table, isTanh: firing.kind == .hyperbolicTangent, factor, &arena, source: source,
        row: firing.row(), count: count)
    }
  }
}
