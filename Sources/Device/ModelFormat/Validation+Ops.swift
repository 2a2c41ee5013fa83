/// What each kind of op must fulfil.
///
/// Multipliers and shifts may have any value: no arithmetic traps on one.
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
    let op = model.op(index)
    let isConvolution = kind == .convolution || kind == .depthwise
    validateEdgeRange(op, index, kind, at: at)
    guard isSound else { return }
    let input = model.source(ofEdge: op.firstEdge)
    let output = model.tensor(model.output(ofOp: index))
    check(
      input.elementBytes == 1 || kind == .convolution || op.isWide, .element, input.elementBytes,
      at: at)
    if Library.hasWideTensors { validateWideness(op, kind, output, at: at) }
    check(op.flags & ~kind.flags == 0, .flags, op.flags, at: at &+ Field.flags)
    let encoding = Int(bytes[at &+ Field.encoding])
    check(encoding == 0 || isConvolution, .encoding, encoding, at: at &+ Field.encoding)
    switch kind {
    case .convolution, .depthwise:
      validateWindow(op, input, output, at: at)
      if isSound { validateConvolution(op, kind, input, output, at: at) }
    case .maxPool, .averagePool:
      guard Library.hasPooling else { return }
      validateWindow(op, input, output, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      check(op.poolRows, equals: 1, .pool, at: at &+ Field.poolRows)
      check(op.poolAcross, equals: 1, .pool, at: at &+ Field.poolAcross)
    case .rescale, .logistic, .hyperbolicTangent:
      guard Library.hasWideTensors else { return }
      check(output.width, equals: input.width, .outputShape, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      if kind != .rescale { checkTable(op, entries: Layout.sigmoidEntries, at: at) }
    case .interpolatedSoftmax:
      guard Library.hasWideTensors else { return }
      check(input.width, equals: 1, .inputShape, at: at)
      check(output.width, equals: 1, .outputShape, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      checkTable(op, entries: 2 &* Layout.interpolationEntries, at: at)
    case .windowAverage:
      guard Library.hasWindowAverage else { return }
      validateWindow(op, input, output, at: at)
      check(output.width, equals: 1, .outputShape, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      check(op.kernelAcross, equals: input.width, .dimension, at: at &+ Field.kernelAcross)
      check(op.poolRows, equals: 1, .pool, at: at &+ Field.poolRows)
      check(op.poolAcross, equals: 1, .pool, at: at &+ Field.poolAcross)
      let positions = boundedProduct(op.kernelRows, op.kernelAcross)
      check(
        positions >= 0 && positions <= Layout.longestAverage, positions,
        within: Layout.longestAverage, at: at &+ Field.kernelRows)
    case .globalAverage, .valueAverage, .scaledSum:
      guard Library.hasSums else { return }
      check(output.width, equals: 1, .outputShape, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      checkMemory(
        at: at &+ Field.memory, Layout.averageCountBytes &+ input.channels &* 4)
    case .add, .multiply:
      guard Library.hasJoins || Library.hasImportedOps else { return }
      for edge in op.edges {
        let addend = validatePart(edge, output, at: at)
        check(addend, equals: output.channels, .inputShape, at: at)
      }
    case .concat:
      guard Library.hasJoins else { return }
      var channels = 0
      for edge in op.edges { channels &+= validatePart(edge, output, at: at) }
      check(channels, equals: output.channels, .outputShape, at: at)
    case .lookup:
      guard Library.hasTables else { return }
      check(output.width, equals: input.width, .outputShape, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      check(op.weightBytes, equals: Layout.lookupEntries, .table, at: at &+ Field.weightBytes)
      checkBlob(at: at &+ Field.weights, op.weightBytes)
    case .flatten:
      guard Library.hasTables else { return }
      checkDimension(at: at &+ Field.kernelRows)
      check(output.width, equals: 1, .outputShape, at: at)
      check(
        output.channels, equals: boundedProduct(op.kernelRows, input.elements), .outputShape,
        at: at)
      let isRowMajor = op.strideRows == input.width && op.strideAcross == 1
      let isColumnMajor = op.strideRows == 1 && op.strideAcross == op.kernelRows
      let isChannelMajor = op.kernelAcross == boundedProduct(op.kernelRows, input.width)
      let isInOrder =
        op.strideRows == input.elements && op.strideAcross == input.channels
        && op.kernelAcross == 1
      check(
        isChannelMajor && (isRowMajor || isColumnMajor) || isInOrder, .stride, op.strideRows,
        at: at &+ Field.strideRows)
    case .softmax, .gemmlowpSoftmax:
      guard Library.hasTables || Library.hasImportedOps else { return }
      check(input.width, equals: 1, .inputShape, at: at)
      check(output.width, equals: 1, .outputShape, at: at)
      check(output.channels, equals: input.channels, .outputShape, at: at)
      let count = op.weightBytes
      let entryBytes =
        kind == .softmax ? Layout.exponentialBytes : Layout.wideExponentialBytes
      check(
        count >= entryBytes && count <= 256 &* entryBytes && count & (entryBytes &- 1) == 0,
        .table, count, at: at &+ Field.weightBytes)
      checkBlob(at: at &+ Field.weights, count)
    }
  }

  /// An op's edges follow those of the op before it, name the op, and are as many as it takes.
  @inline(never)
  private mutating func validateEdgeRange(
    _ op: OpRecord, _ index: Int, _ kind: OpKind, at: Int
  ) {
    let expected = index == 0 ? 0 : model.op(index &- 1).edges.upperBound
    check(op.firstEdge, equals: expected, .edge, at: at &+ Field.firstEdge)
    let count = op.edgeCount
    check(
      count >= 1 && count <= model.edgeCount &- expected, count, within: model.edgeCount,
      at: at &+ Field.edgeCount)
    if kind != .concat {
      check(
        count, equals: kind == .add || kind == .multiply ? 2 : 1, .edge, at: at &+ Field.edgeCount)
    }
    guard isSound else { return }
    for edge in op.edges {
      check(model.edge(edge).op, equals: index, .op, at: model.edgePosition(edge))
    }
    if index == model.opCount &- 1 {
      check(op.edges.upperBound, equals: model.edgeCount, .edge, at: at)
    }
  }

  /// What a sum or a concatenation reads has the output's width.
  ///
  /// - Returns: its channels.
  @inline(never)
  private mutating func validatePart(
    _ edge: Int, _ output: TensorRecord, at: Int
  ) -> Int {
    let part = model.source(ofEdge: edge)
    check(part.width, equals: output.width, .inputShape, at: at)
    let element = Library.hasWideTensors ? output.elementBytes : 1
    check(part.elementBytes, equals: element, .element, at: at)
    return part.channels
  }

  @inline(never)
  private mutating func validateWindow(
    _ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord, at: Int
  ) {
    for field in 0..<4 { checkDimension(at: at &+ Field.kernelRows &+ field &* 2) }
    if !op.isWide {
      for field in 0..<2 { checkDimension(at: at &+ Field.poolRows &+ field &* 2) }
    }
    check(
      op.padBefore < op.kernelRows && op.padAfter < op.kernelRows, .padding, op.padBefore,
      at: at &+ Field.padBefore)
    check(
      op.padLeft < op.kernelAcross && op.padRight < op.kernelAcross
        && input.width &+ op.padLeft &+ op.padRight >= op.kernelAcross, .padding, op.padLeft,
      at: at &+ Field.padLeft)
    guard isSound else { return }
    let width = op.convolvedWidth(inputWidth: input.width) / op.poolAcross
    check(output.width, equals: width, .outputShape, at: at)
  }

  @inline(never)
  private mutating func validateConvolution(
    _ op: OpRecord, _ kind: OpKind, _ input: TensorRecord, _ output: TensorRecord, at: Int
  ) {
    let groups = op.groups
    check(
      groups >= 1 && input.channels % max(groups, 1) == 0
        && output.channels % max(groups, 1) == 0
        && (kind == .convolution || groups == input.channels), .groups, groups,
      at: at &+ Field.groups)
    guard isSound else { return }
    if op.inPlace {
      check(
        op.strideRows == 1 && op.strideAcross == 1 && op.padLeft <= 1 && !op.isPooled
          && output.rowBytes == input.rowBytes && output.channels == input.channels, .memory, 1,
        at: at &+ Field.flags)
    }
    let strip = op.strip
    check(
      (strip == 1 || (kind == .convolution && strip > 0 && strip % op.poolRows == 0))
        && strip <= Layout.longestDimension / op.strideRows, .strip, strip,
      at: at &+ Field.strip)
    check(
      (strip &+ op.poolRows &- 1) / op.poolRows <= output.capacity, strip,
      within: output.capacity, at: at &+ Field.strip)
    check(
      op.largestWeight >= 1 && op.largestWeight <= 127, .weights, op.largestWeight,
      at: at &+ Field.largestWeight)
    validateWeights(op, input, output, at: at)
    checkBlob(at: at &+ Field.parameters, output.channels &* op.channelBytes)
  }
}

extension OpKind {
  /// Flags that mean something.
  fileprivate var flags: Int {
    typealias Flags = Layout.Flags
    switch self {
    case .convolution: return Flags.shortChannels | mediumChannels | Flags.resident | wide
    case .depthwise: return Flags.shortChannels | mediumChannels | Flags.resident | Flags.inPlace
    default: return takesWide ? wide : 0
    }
  }

  /// Whether the op has a kernel for wide activations.
  private var takesWide: Bool {
    switch self {
    case .maxPool, .averagePool, .valueAverage, .scaledSum, .add, .multiply, .concat, .flatten,
      .rescale, .logistic, .hyperbolicTangent, .interpolatedSoftmax:
      true
    default: false
    }
  }

  private var wide: Int {
    guard Library.hasWideTensors else { return 0 }
    return self == .convolution ? Layout.Flags.wide | Layout.Flags.longSums : Layout.Flags.wide
  }

  private var mediumChannels: Int { Library.hasImportedOps ? Layout.Flags.mediumChannels : 0 }
}
