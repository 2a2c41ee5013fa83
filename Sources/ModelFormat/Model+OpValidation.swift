internal import FixedPoint

/// What each kind of op must fulfil.
extension Model {
  func validateOp(_ index: Int, _ blobs: Blobs) throws(ModelError) {
    typealias Field = Layout.Op
    let at = opPosition(index)
    guard let kind = OpKind(rawValue: bytes[at]) else {
      throw ModelError(.badValue(.kind, value: Int(bytes[at])), at: at)
    }
    let encoding = WeightEncoding(rawValue: bytes[at &+ Field.encoding])
    guard encoding == .dense || (encoding != nil && (kind == .convolution || kind == .depthwise))
    else {
      throw ModelError(
        .badValue(.encoding, value: Int(bytes[at &+ Field.encoding])), at: at &+ Field.encoding)
    }
    let op = op(index)
    try validateEdgeRange(op, index, kind, at: at)
    let input = source(edge(op.firstEdge))
    let output = tensor(output(ofOp: index))
    guard input.elementBytes == 1 || kind == .convolution else {
      throw ModelError(.badValue(.element, value: input.elementBytes), at: at)
    }
    let flags = bytes.uint16(at: at &+ Field.flags)
    guard flags & ~Self.flags(of: kind) == 0 else {
      throw ModelError(.badValue(.flags, value: Int(flags)), at: at &+ Field.flags)
    }
    switch kind {
    case .convolution, .depthwise, .maxPool, .averagePool:
      try validateWindow(op, input, output, at: at)
      try validateChannels(op, kind, input, output, blobs, at: at)
    case .globalAverage:
      try check(output.width, equals: 1, .outputShape, at: at)
      try check(output.channels, equals: input.channels, .outputShape, at: at)
      try checkMultiplier(
        op.multiplier, at: at &+ Field.multiplier, shiftAt: at &+ Field.shift)
      try checkMemory(
        bytes.size(at: at &+ Field.memory),
        Layout.averageCountBytes &+ input.channels &* 4, at: at &+ Field.memory)
    case .add:
      try checkMultiplier(
        op.multiplier, at: at &+ Field.multiplier, shiftAt: at &+ Field.shift)
      for edgeIndex in op.firstEdge..<op.firstEdge &+ 2 {
        let addend = source(edge(edgeIndex))
        try check(addend.width, equals: output.width, .inputShape, at: at)
        try check(addend.channels, equals: output.channels, .inputShape, at: at)
        try check(addend.elementBytes, equals: 1, .element, at: at)
        try checkEdgeMultiplier(edgeIndex)
      }
    case .concat:
      var channels = 0
      for edgeIndex in op.firstEdge..<op.firstEdge &+ op.edgeCount {
        let part = source(edge(edgeIndex))
        try check(part.width, equals: output.width, .inputShape, at: at)
        try check(part.elementBytes, equals: 1, .element, at: at)
        try checkEdgeMultiplier(edgeIndex)
        channels &+= part.channels
      }
      try check(channels, equals: output.channels, .outputShape, at: at)
    case .lookup:
      try check(output.width, equals: input.width, .outputShape, at: at)
      try check(output.channels, equals: input.channels, .outputShape, at: at)
      try check(op.weightBytes, equals: Layout.lookupEntries, .table, at: at &+ Field.weightBytes)
      try checkBlob(at: at, blobs.tables)
    case .flatten:
      try checkDimension(op.kernelRows, at: at &+ Field.kernelRows)
      try check(output.width, equals: 1, .outputShape, at: at)
      try checkProduct(
        op.kernelRows, input.elements, 1, 1, equals: output.channels, .outputShape, at: at)
      let isRowMajor = op.strideRows == input.width && op.strideAcross == 1
      let isColumnMajor = op.strideRows == 1 && op.strideAcross == op.kernelRows
      guard isRowMajor || isColumnMajor else {
        throw ModelError(.badValue(.stride, value: op.strideRows), at: at &+ Field.strideRows)
      }
    case .softmax:
      try check(input.width, equals: 1, .inputShape, at: at)
      try check(output.width, equals: 1, .outputShape, at: at)
      try check(output.channels, equals: input.channels, .outputShape, at: at)
      guard op.weightBytes >= 2, op.weightBytes <= 512, op.weightBytes & 1 == 0 else {
        throw ModelError(.badValue(.table, value: op.weightBytes), at: at &+ Field.weightBytes)
      }
      try checkBlob(at: at, blobs.tables)
    }
  }

  /// An op's edges follow those of the op before it, name the op, and are as many as it takes.
  private func validateEdgeRange(
    _ op: OpRecord, _ index: Int, _ kind: OpKind, at: Int
  ) throws(ModelError) {
    let expected = index == 0 ? 0 : self.op(index &- 1).firstEdge &+ self.op(index &- 1).edgeCount
    try check(op.firstEdge, equals: expected, .edge, at: at &+ Layout.Op.firstEdge)
    guard op.edgeCount >= 1, op.edgeCount <= edgeCount &- op.firstEdge else {
      throw ModelError(
        .outOfBounds(value: op.edgeCount, limit: edgeCount), at: at &+ Layout.Op.edgeCount)
    }
    switch kind {
    case .concat: break
    case .add: try check(op.edgeCount, equals: 2, .edge, at: at &+ Layout.Op.edgeCount)
    default: try check(op.edgeCount, equals: 1, .edge, at: at &+ Layout.Op.edgeCount)
    }
    for edgeIndex in op.firstEdge..<op.firstEdge &+ op.edgeCount {
      try check(
        edge(edgeIndex).op, equals: index, .op,
        at: edges.offset &+ edgeIndex &* Layout.Edge.recordBytes)
    }
    if index == opCount &- 1 {
      try check(op.firstEdge &+ op.edgeCount, equals: edgeCount, .edge, at: at)
    }
  }

  private func validateWindow(
    _ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord, at: Int
  ) throws(ModelError) {
    typealias Field = Layout.Op
    try checkDimension(op.kernelRows, at: at &+ Field.kernelRows)
    try checkDimension(op.kernelAcross, at: at &+ Field.kernelAcross)
    try checkDimension(op.strideRows, at: at &+ Field.strideRows)
    try checkDimension(op.strideAcross, at: at &+ Field.strideAcross)
    try checkDimension(op.poolRows, at: at &+ Field.poolRows)
    try checkDimension(op.poolAcross, at: at &+ Field.poolAcross)
    guard op.padBefore < op.kernelRows, op.padAfter < op.kernelRows else {
      throw ModelError(.badValue(.padding, value: op.padBefore), at: at &+ Field.padBefore)
    }
    guard op.padLeft < op.kernelAcross, op.padRight < op.kernelAcross,
      input.width &+ op.padLeft &+ op.padRight >= op.kernelAcross
    else {
      throw ModelError(.badValue(.padding, value: op.padLeft), at: at &+ Field.padLeft)
    }
    let width = op.convolvedWidth(inputWidth: input.width) / op.poolAcross
    try check(output.width, equals: width, .outputShape, at: at)
  }

  private func validateChannels(
    _ op: OpRecord, _ kind: OpKind, _ input: TensorRecord, _ output: TensorRecord,
    _ blobs: Blobs, at: Int
  ) throws(ModelError) {
    typealias Field = Layout.Op
    guard kind == .convolution || kind == .depthwise else {
      try check(output.channels, equals: input.channels, .outputShape, at: at)
      try check(op.poolRows, equals: 1, .pool, at: at &+ Field.poolRows)
      try check(op.poolAcross, equals: 1, .pool, at: at &+ Field.poolAcross)
      return
    }
    guard op.groups >= 1, input.channels % op.groups == 0, output.channels % op.groups == 0,
      kind == .convolution || op.groups == input.channels
    else {
      throw ModelError(.badValue(.groups, value: op.groups), at: at &+ Field.groups)
    }
    if op.inPlace {
      guard op.strideRows == 1, op.strideAcross == 1, op.padLeft <= 1, op.poolRows == 1,
        op.poolAcross == 1, output.rowBytes == input.rowBytes, output.channels == input.channels
      else {
        throw ModelError(.badValue(.memory, value: 1), at: at &+ Field.flags)
      }
    }
    guard op.strip == 1 || (kind == .convolution && op.strip > 0 && op.strip % op.poolRows == 0),
      op.strip <= Layout.longestDimension / op.strideRows
    else {
      throw ModelError(.badValue(.strip, value: op.strip), at: at &+ Field.strip)
    }
    guard (op.strip &+ op.poolRows &- 1) / op.poolRows <= output.capacity else {
      throw ModelError(
        .outOfBounds(value: op.strip, limit: output.capacity), at: at &+ Field.strip)
    }
    guard op.largestWeight >= 1, op.largestWeight <= 127 else {
      throw ModelError(
        .badValue(.weights, value: op.largestWeight), at: at &+ Field.largestWeight)
    }
    try validateWeights(op, input, output, blobs, at: at)
    let channelBytes = op.hasShortChannels ? Layout.shortChannelBytes : Layout.channelBytes
    guard let parameters = bytes.size(at: at &+ Field.parameters),
      blobs.channels.contains(parameters, output.channels &* channelBytes)
    else {
      throw ModelError(
        .outOfBounds(value: op.parameters, limit: blobs.channels.end), at: at &+ Field.parameters)
    }
    for channel in 0..<output.channels where op.hasShortChannels {
      try checkShortChannel(op, channel, at: at)
    }
    for channel in 0..<output.channels where !op.hasShortChannels {
      try checkMultiplier(
        multiplier(op, channel, of: output.channels),
        at: op.parameters &+ (output.channels &+ channel) &* 4,
        shiftAt: op.parameters &+ output.channels &* 8 &+ channel)
    }
  }

  private static func flags(of kind: OpKind) -> UInt16 {
    typealias Flags = Layout.Flags
    switch kind {
    case .convolution: return Flags.shortChannels | Flags.resident
    case .depthwise: return Flags.inPlace | Flags.shortChannels | Flags.resident
    default: return 0
    }
  }

  /// The shifts that a channel's exponent makes of the shared ones.
  private func checkShortChannel(
    _ op: OpRecord, _ channel: Int, at: Int
  ) throws(ModelError) {
    let position = op.parameters &+ channel &* Layout.shortChannelBytes &+ 2
    let exponent = Int32(bytes.uint16(at: position) &>> 11)
    guard op.biasShift &+ exponent <= 16 else {
      throw ModelError(
        .badValue(.shift, value: Int(op.biasShift)), at: at &+ Layout.Op.biasShift)
    }
    let shift = op.factorShift &- exponent
    guard shift >= -31, shift <= 30 else {
      throw ModelError(
        .badValue(.shift, value: Int(op.factorShift)), at: at &+ Layout.Op.factorShift)
    }
  }

  private func checkEdgeMultiplier(_ index: Int) throws(ModelError) {
    let at = edges.offset &+ index &* Layout.Edge.recordBytes
    try checkMultiplier(
      edge(index).multiplier, at: at &+ Layout.Edge.multiplier, shiftAt: at &+ Layout.Edge.shift)
  }

  private func checkMultiplier(
    _ multiplier: Multiplier, at position: Int, shiftAt shiftPosition: Int
  ) throws(ModelError) {
    guard multiplier.q31 >= 0 else {
      throw ModelError(.badValue(.multiplier, value: Int(multiplier.q31)), at: position)
    }
    guard multiplier.shift >= -31, multiplier.shift <= 30 else {
      throw ModelError(.badValue(.shift, value: Int(multiplier.shift)), at: shiftPosition)
    }
  }

  /// The op's blob must lie in its section.
  func checkBlob(at: Int, _ section: Section) throws(ModelError) {
    typealias Field = Layout.Op
    guard let position = bytes.size(at: at &+ Field.weights),
      section.contains(position, bytes.size(at: at &+ Field.weightBytes) ?? 0)
    else {
      throw ModelError(
        .outOfBounds(value: Int(bytes.int32(at: at &+ Field.weights)), limit: section.end),
        at: at &+ Field.weights)
    }
  }

  private func check(
    _ value: Int, equals expected: Int, _ field: ModelError.Field, at position: Int
  ) throws(ModelError) {
    guard value == expected else {
      throw ModelError(.mismatch(field, value: value, expected: expected), at: position)
    }
  }

  /// a·b·c·d must be `expected`; a product that overflows is not.
  func checkProduct(
    _ a: Int, _ b: Int, _ c: Int, _ d: Int, equals expected: Int, _ field: ModelError.Field,
    at position: Int
  ) throws(ModelError) {
    let ab = a.multipliedReportingOverflow(by: b)
    let cd = c.multipliedReportingOverflow(by: d)
    let all = ab.partialValue.multipliedReportingOverflow(by: cd.partialValue)
    guard !ab.overflow, !cd.overflow, !all.overflow, all.partialValue == expected else {
      throw ModelError(
        .mismatch(field, value: expected, expected: all.partialValue), at: position)
    }
  }
}
