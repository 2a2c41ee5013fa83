/// What ops must fulfil.
///
/// Factors may have any value: no arithmetic traps on one.
extension Validation {
  private typealias Field = Layout.Op

  @inline(never)
  mutating func validateOp(_ index: Int) {
    self.index = index
    at = model.opPosition(index)
    place = model.payloadPosition(ofOp: index)
    guard let kind = OpKind(rawValue: bytes[at]) else {
      fail(.badValue(.kind, value: Int(bytes[at])), at: at)
      return
    }
    guard kind.isSupported else {
      refuse(.kind, at: at)
      return
    }
    checkByte(at: at &+ Field.reserved, 0, 0, .flags)
    check(
      place <= bytes.count &- kind.payloadBytes, place, within: bytes.count,
      at: at &+ Field.payload)
    guard isSound else { return }
    op = model.op(index)
    validateEdgeRange(kind)
    guard isSound else { return }
    input = RowForm(model.source(ofEdge: op.firstEdge))
    output = RowForm(model.tensor(model.output(ofOp: index)))
    validateElements(kind)
    if kind.isWindowed { validateWindow() }
    guard isSound else { return }
    validatePayload(kind)
  }

  private mutating func validatePayload(_ kind: OpKind) {
    switch kind {
    case .convolution, .depthwise: validateConvolution()
    case .maxPool, .averagePool:
      guard Library.hasPooling else { return }
      check(output.channels, equals: input.channels, .outputShape, at: at)
    case .windowAverage:
      guard Library.hasWindowAverage else { return }
      checkVector(input.channels)
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
      checkVector(input.channels)
      checkMemory(
        at: place &+ Layout.Sums.memory, Layout.averageCountBytes &+ input.channels &* 4)
      guard isSound else { return }
      check(op.sums & 3 == 0, .memory, op.sums, at: place &+ Layout.Sums.memory)
    case .concat:
      guard Library.hasJoins else { return }
      var channels = 0
      for edge in op.edges { channels &+= validatePart(edge) }
      check(channels, equals: output.channels, .outputShape, at: at)
    case .lookup:
      guard Library.hasTables else { return }
      checkShape()
      checkTable(Layout.lookupEntries, at: place)
    case .flatten:
      guard Library.hasTables else { return }
      checkDimension(at: place &+ Layout.Flatten.rows)
      checkVector(
        boundedProduct(op.flattenedRows, boundedProduct(input.channels, input.width)))
      checkByte(at: place &+ Layout.Flatten.order, 0, 2, .stride)
    case .offset, .reversedOffset:
      guard Library.hasImportedOps else { return }
      checkShape()
      checkTable(4 &* output.channels, at: place &+ Layout.Interpolation.table)
    case .softmax, .gemmlowpSoftmax:
      guard Library.hasTables || Library.hasImportedOps else { return }
      checkScores()
      let entryBytes =
        kind == .softmax ? Layout.exponentialBytes : Layout.longExponentialBytes
      let count = Int(bytes.int32(at: place &+ Layout.Table.tableBytes))
      check(
        count >= entryBytes && count <= 256 &* entryBytes && count & (entryBytes &- 1) == 0,
        .table, count, at: place &+ Layout.Table.tableBytes)
      checkBlob(at: place &+ Layout.Table.position, count)
    case .rescale:
      guard Library.hasInt16 else { return }
      checkShape()
    case .logistic, .hyperbolicTangent:
      guard Library.hasInt16 else { return }
      checkShape()
      checkTable(2 &* Layout.sigmoidEntries, at: place &+ Layout.Interpolation.table)
    case .interpolatedSoftmax:
      guard Library.hasInt16 else { return }
      checkScores()
      checkTable(4 &* Layout.interpolationEntries, at: place &+ Layout.Interpolation.table)
    default:
      // Ops of two operands, element by element.
      guard Library.hasJoins || Library.hasImportedOps else { return }
      for edge in op.edges {
        let channels = validatePart(edge)
        check(channels, equals: output.channels, .inputShape, at: at)
      }
    }
  }

  /// An op's edges follow those of the op before it, name the op, and are as many as it takes.
  @inline(never)
  private mutating func validateEdgeRange(_ kind: OpKind) {
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
  private mutating func validateElements(_ kind: OpKind) {
    let given = output.elementBytes
    if Library.hasInt16 {
      let isAllowed =
        switch kind.elements {
        case .int8: given == 1
        case .int16: given == 2
        case .either: true
        }
      check(isAllowed, .element, given, at: at)
      if kind == .rescale { return }
    }
    // Without int16, tensors that ops give have been found to be of int8.
    if kind == .convolution, !Library.hasInt16 || given == 1 { return }
    for edge in op.edges {
      let taken = model.source(ofEdge: edge).elementBytes
      check(taken == given, .element, taken, at: at)
    }
  }

  /// What a sum or a concatenation reads has the output's width.
  ///
  /// - Returns: its channels.
  @inline(never)
  private mutating func validatePart(_ edge: Int) -> Int {
    let part = model.source(ofEdge: edge)
    check(part.width, equals: output.width, .inputShape, at: at)
    return part.channels
  }

  /// The output has so many channels in one column.
  @inline(never)
  private mutating func checkVector(_ channels: Int) {
    check(output.width, equals: 1, .outputShape, at: at)
    check(output.channels, equals: channels, .outputShape, at: at)
  }

  /// Input and output are rows of one column with equally many values.
  @inline(never)
  private mutating func checkScores() {
    check(input.width, equals: 1, .inputShape, at: at)
    checkVector(input.channels)
  }

  /// Input and output have rows of one shape.
  @inline(never)
  private mutating func checkShape() {
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
