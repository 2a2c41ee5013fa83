/// What ops must fulfil.
///
/// Factors may have any value: no arithmetic traps on one.
extension Validation {
  private typealias Field = Layout.Op

  @inline(never)
  mutating func validateOp(_ index: Int) {
    let at = model.opPosition(index)
    guard let kind = OpKind(rawValue: bytes[at]) else {
      fail(.badValue(.kind, value: Int(bytes[at])), at: at)
      return
    }
    guard kind.isSupported else {
      fail(.unsupportedOp(.kind, value: Int(bytes[at])), at: at)
      return
    }
    checkByte(at: at &+ Field.reserved, 0, 0, .flags)
    let place = model.payloadPosition(ofOp: index)
    check(
      place <= bytes.count &- kind.payloadBytes, place, within: bytes.count,
      at: at &+ Field.payload)
    guard isSound else { return }
    validateEdgeRange(index, kind, at: at)
    guard isSound else { return }
    validateElements(index, kind, at: at)
    if kind.isWindowed { validateWindow(index, at: at) }
    guard isSound else { return }
    validatePayload(index, kind, at: at)
  }

  /// What depends on the kind.
  private mutating func validatePayload(_ index: Int, _ kind: OpKind, at: Int) {
    let op = model.op(index)
    let place = model.payloadPosition(ofOp: index)
    let input = model.source(ofEdge: op.firstEdge)
    let output = model.tensor(model.output(ofOp: index))
    switch kind {
    case .convolution, .depthwise: validateConvolution(index, at: at)
    case .maxPool, .averagePool:
      guard Library.hasPooling else { return }
      check(output.channels, equals: input.channels, .outputShape, at: at)
    case .windowAverage:
      guard Library.hasWindowAverage else { return }
      checkVector(input.channels, output, at: at)
      let window = op.window
      check(
        window.kernelAcross, equals: input.width, .dimension,
        at: place &+ Layout.Window.kernelAcross)
      let positions = boundedProduct(window.kernelRows, window.kernelAcross)
      check(
        positions >= 0 && positions <= Layout.longestAverage, positions,
        within: Layout.longestAverage, at: place &+ Layout.Window.kernelRows)
    case .globalAverage, .valueAverage, .scaledSum:
      guard Library.hasSums else { return }
      checkVector(input.channels, output, at: at)
      checkMemory(
        at: place &+ Layout.Sums.memory, Layout.averageCountBytes &+ input.channels &* 4)
    case .concat:
      guard Library.hasJoins else { return }
      var channels = 0
      for edge in op.edges { channels &+= validatePart(edge, output, at: at) }
      check(channels, equals: output.channels, .outputShape, at: at)
    case .lookup:
      guard Library.hasTables else { return }
      checkShape(input, output, at: at)
      checkTable(Layout.lookupEntries, at: place)
    case .flatten:
      guard Library.hasTables else { return }
      checkDimension(at: place &+ Layout.Flatten.rows)
      checkVector(boundedProduct(op.flattenedRows, input.elements), output, at: at)
      checkByte(at: place &+ Layout.Flatten.order, 0, 2, .stride)
    case .softmax, .gemmlowpSoftmax:
      guard Library.hasTables || Library.hasImportedOps else { return }
      checkScores(input, output, at: at)
      let entryBytes =
        kind == .softmax ? Layout.exponentialBytes : Layout.longExponentialBytes
      let count = Int(bytes.int32(at: place &+ Layout.Table.tableBytes))
      check(
        count >= entryBytes && count <= 256 &* entryBytes && count & (entryBytes &- 1) == 0,
        .table, count, at: place &+ Layout.Table.tableBytes)
      checkBlob(at: place &+ Layout.Table.position, count)
    case .rescale:
      guard Library.hasInt16 else { return }
      checkShape(input, output, at: at)
    case .logistic, .hyperbolicTangent:
      guard Library.hasInt16 else { return }
      checkShape(input, output, at: at)
      checkTable(2 &* Layout.sigmoidEntries, at: place &+ Layout.Interpolation.table)
    case .interpolatedSoftmax:
      guard Library.hasInt16 else { return }
      checkScores(input, output, at: at)
      checkTable(4 &* Layout.interpolationEntries, at: place &+ Layout.Interpolation.table)
    default:
      // Ops of two operands, element by element.
      guard Library.hasJoins || Library.hasImportedOps else { return }
      for edge in op.edges {
        let channels = validatePart(edge, output, at: at)
        check(channels, equals: output.channels, .inputShape, at: at)
      }
    }
  }

  /// An op's edges follow those of the op before it, name the op, and are as many as it takes.
  @inline(never)
  private mutating func validateEdgeRange(_ index: Int, _ kind: OpKind, at: Int) {
    let op = model.op(index)
    let expected = index == 0 ? 0 : model.op(index &- 1).edges.upperBound
    check(op.firstEdge, equals: expected, .edge, at: at &+ Field.firstEdge)
    let count = op.edgeCount
    check(
      count >= 1 && count <= model.edgeCount &- expected, count, within: model.edgeCount,
      at: at &+ Field.edgeCount)
    if let operands = kind.operands {
      check(count, equals: operands, .edge, at: at &+ Field.edgeCount)
    }
    guard isSound else { return }
    for edge in op.edges {
      check(model.edge(edge).op, equals: index, .op, at: model.edgePosition(edge))
    }
    if index == model.opCount &- 1 {
      check(op.edges.upperBound, equals: model.edgeCount, .edge, at: at)
    }
  }

  /// An op takes the elements that it gives; but a convolution may make int8 of samples, and a
  /// rescaling takes any.
  @inline(never)
  private mutating func validateElements(_ index: Int, _ kind: OpKind, at: Int) {
    guard Library.hasInt16 else {
      // Only inputs have int16.
      if kind == .convolution { return }
      for edge in model.op(index).edges {
        check(model.source(ofEdge: edge).elementBytes == 1, .element, 2, at: at)
      }
      return
    }
    let given = model.tensor(model.output(ofOp: index)).elementBytes
    let isAllowed =
      switch kind.elements {
      case .int8: given == 1
      case .int16: given == 2
      case .either: true
      }
    check(isAllowed, .element, given, at: at)
    guard kind != .rescale else { return }
    for edge in model.op(index).edges {
      let taken = model.source(ofEdge: edge).elementBytes
      check(
        taken == given || kind == .convolution && given == 1, .element, taken, at: at)
    }
  }

  /// What a sum or a concatenation reads has the output's width.
  ///
  /// - Returns: its channels.
  @inline(never)
  private mutating func validatePart(_ edge: Int, _ output: TensorRecord, at: Int) -> Int {
    let part = model.source(ofEdge: edge)
    check(part.width, equals: output.width, .inputShape, at: at)
    return part.channels
  }

  /// The output has so many channels in one column.
  @inline(never)
  private mutating func checkVector(_ channels: Int, _ output: TensorRecord, at: Int) {
    check(output.width, equals: 1, .outputShape, at: at)
    check(output.channels, equals: channels, .outputShape, at: at)
  }

  /// Input and output are rows of one column with equally many values.
  @inline(never)
  private mutating func checkScores(_ input: TensorRecord, _ output: TensorRecord, at: Int) {
    check(input.width, equals: 1, .inputShape, at: at)
    checkVector(input.channels, output, at: at)
  }

  /// Input and output have rows of one shape.
  @inline(never)
  private mutating func checkShape(_ input: TensorRecord, _ output: TensorRecord, at: Int) {
    check(output.width, equals: input.width, .outputShape, at: at)
    check(output.channels, equals: input.channels, .outputShape, at: at)
  }

  /// A table of so many bytes lies in the file.
  @inline(never)
  private mutating func checkTable(_ count: Int, at place: Int) {
    let tableBytes = Int(bytes.int32(at: place &+ Layout.Table.tableBytes))
    check(tableBytes, equals: count, .table, at: place &+ Layout.Table.tableBytes)
    checkBlob(at: place &+ Layout.Table.position, count)
  }
}
