internal import FixedPoint

/// The one check of the tables, after which execution can leave neither file nor arena.
extension Model {
  func validate(channels: Section, weights: Section, tables: Section) throws(ModelError) {
    guard tensorCount == inputCount &+ opCount else {
      throw ModelError(
        .mismatch(.record, value: tensorCount, expected: inputCount &+ opCount),
        at: tensors.offset)
    }
    guard arenaBytes >= stateBytes else {
      throw ModelError(
        .mismatch(.arena, value: arenaBytes, expected: stateBytes), at: Layout.Header.arenaBytes)
    }
    for index in 0..<tensorCount { try validateTensor(index) }
    for index in 0..<inputCount { try validateInput(index) }
    try validateEdges()
    let blobs = Blobs(channels: channels, weights: weights, tables: tables)
    for index in 0..<opCount { try validateOp(index, blobs) }
    try validateWork()
    let scores = tensor(tensorCount &- 1)
    guard scores.width == 1, scores.capacity == 1 else {
      throw ModelError(
        .badValue(.output, value: scores.width &* scores.capacity),
        at: tensors.offset &+ (tensorCount &- 1) &* Layout.Tensor.recordBytes)
    }
    try validateStrings(labels, .labels, allowed: scores.channels)
    try validateStrings(names, .names, allowed: inputCount &+ opCount)
  }

  private func validateTensor(_ index: Int) throws(ModelError) {
    typealias Field = Layout.Tensor
    let at = tensors.offset &+ index &* Field.recordBytes
    let tensor = tensor(index)
    try checkDimension(tensor.channels, at: at &+ Field.channels)
    try checkDimension(tensor.width, at: at &+ Field.width)
    try checkDimension(tensor.capacity, at: at &+ Field.capacity)
    let allowsWide = index < inputCount
    guard tensor.elementBytes == 1 || (tensor.elementBytes == 2 && allowsWide) else {
      throw ModelError(
        .badValue(.element, value: tensor.elementBytes), at: at &+ Field.elementBytes)
    }
    // Each factor is at most 2¹⁴, so no product below leaves 31 bits before it is compared.
    guard tensor.width &* tensor.channels <= Layout.longestRowBytes / 2 else {
      throw ModelError(
        .outOfBounds(value: tensor.elements, limit: Layout.longestRowBytes / 2),
        at: at &+ Field.channels)
    }
    let ring = tensor.rowBytes.multipliedReportingOverflow(by: tensor.capacity)
    guard !ring.overflow else {
      throw ModelError(.badValue(.capacity, value: tensor.capacity), at: at &+ Field.capacity)
    }
    try checkMemory(
      bytes.size(at: at &+ Field.arenaOffset), ring.partialValue, at: at &+ Field.arenaOffset)
    guard tensor.firstSlot < tensor.capacity else {
      throw ModelError(
        .outOfBounds(value: tensor.firstSlot, limit: tensor.capacity), at: at &+ Field.firstSlot)
    }
    guard tensor.scale.isFinite, tensor.scale > 0 else {
      throw ModelError(.badValue(.scale, value: 0), at: at &+ Field.scale)
    }
  }

  private func validateInput(_ index: Int) throws(ModelError) {
    typealias Field = Layout.Input
    let at = inputs.offset &+ index &* Field.recordBytes
    let tensor = tensor(index)
    let isAudio = tensor.elementBytes == 2
    guard let kind = StandardisationKind(rawValue: bytes[at &+ Field.standardisation]),
      kind == .fixed || (isAudio && tensor.elements == 1)
    else {
      throw ModelError(
        .badValue(.standardisation, value: Int(bytes[at &+ Field.standardisation])), at: at)
    }
    try checkSize(at: at &+ Field.samplesPerSecond, .length)
    try checkSize(at: at &+ Field.fixedRows, .length)
    try checkSize(at: at &+ Field.minimumRows, .length)
    if kind != .fixed {
      try checkDeviation(at: at &+ Field.minimumDeviation)
      try checkDeviation(at: at &+ Field.initialDeviation)
      try checkMemory(
        bytes.size(at: at &+ Field.memory), Layout.statisticsBytes, at: at &+ Field.memory)
    }
  }

  /// No 16-bit audio deviates by more; a gain would come out as 0.
  private func checkDeviation(at position: Int) throws(ModelError) {
    guard bytes.uint32(at: position) <= Layout.longestDeviationQ4 else {
      throw ModelError(
        .badValue(.standardisation, value: Int(bytes.int32(at: position))), at: position)
    }
  }

  /// Edges and the consumer table must be two views of the same relation.
  private func validateEdges() throws(ModelError) {
    guard consumers.byteCount == edgeCount &* 2 else {
      throw ModelError(
        .mismatch(.consumer, value: consumers.byteCount, expected: edgeCount &* 2),
        at: consumers.offset)
    }
    for index in 0..<edgeCount {
      let at = edges.offset &+ index &* Layout.Edge.recordBytes
      let edge = edge(index)
      guard edge.op < opCount else {
        throw ModelError(
          .badReference(.op, index: edge.op, count: opCount), at: at &+ Layout.Edge.op)
      }
      guard edge.tensor < inputCount &+ edge.op else {
        throw ModelError(
          .badReference(.tensor, index: edge.tensor, count: inputCount &+ edge.op),
          at: at &+ Layout.Edge.tensor)
      }
      let tensor = tensor(edge.tensor)
      guard !edge.isTransposed || tensor.width == 1 || tensor.channels == 1 else {
        throw ModelError(
          .badValue(.inputShape, value: tensor.width), at: at &+ Layout.Edge.isTransposed)
      }
    }
    var entry = 0
    for index in 0..<tensorCount {
      let at = tensors.offset &+ index &* Layout.Tensor.recordBytes
      let tensor = tensor(index)
      guard tensor.firstConsumer == entry, tensor.consumerCount <= edgeCount &- entry else {
        throw ModelError(
          .mismatch(.consumer, value: tensor.firstConsumer, expected: entry),
          at: at &+ Layout.Tensor.firstConsumer)
      }
      var previous = -1
      for _ in 0..<tensor.consumerCount {
        let consumer = consumer(entry)
        let position = consumers.offset &+ entry &* 2
        guard consumer < edgeCount, consumer > previous else {
          throw ModelError(
            .badReference(.consumer, index: consumer, count: edgeCount), at: position)
        }
        guard edge(consumer).tensor == index else {
          throw ModelError(
            .mismatch(.consumer, value: edge(consumer).tensor, expected: index), at: position)
        }
        previous = consumer
        entry &+= 1
      }
    }
    guard entry == edgeCount else {
      throw ModelError(
        .mismatch(.consumer, value: entry, expected: edgeCount), at: consumers.offset)
    }
  }

  private func validateStrings(
    _ section: Section, _ field: ModelError.Field, allowed: Int
  ) throws(ModelError) {
    guard section.byteCount > 0 else { return }
    guard section.byteCount >= 2 else {
      throw ModelError(.badValue(field, value: section.byteCount), at: section.offset)
    }
    let count = Int(bytes.uint16(at: section.offset))
    guard count == 0 || count == allowed else {
      throw ModelError(.mismatch(field, value: count, expected: allowed), at: section.offset)
    }
    var position = section.offset &+ 2
    for _ in 0..<count {
      guard section.contains(position, 2),
        section.contains(position &+ 2, Int(bytes.uint16(at: position)))
      else {
        throw ModelError(.outOfBounds(value: position, limit: section.end), at: position)
      }
      position &+= 2 &+ Int(bytes.uint16(at: position))
    }
  }

  func checkDimension(_ value: Int, at position: Int) throws(ModelError) {
    guard value >= 1, value <= Layout.longestDimension else {
      throw ModelError(.badValue(.dimension, value: value), at: position)
    }
  }

  func checkSize(at position: Int, _ field: ModelError.Field) throws(ModelError) {
    guard bytes.size(at: position) != nil else {
      throw ModelError(.badValue(field, value: Int(bytes.int32(at: position))), at: position)
    }
  }

  /// A stretch of the arena must lie behind the cursors and inside the plan.
  func checkMemory(_ offset: Int?, _ count: Int, at position: Int) throws(ModelError) {
    guard let offset, offset >= stateBytes, count <= arenaBytes &- offset else {
      throw ModelError(.outOfBounds(value: offset ?? -1, limit: arenaBytes), at: position)
    }
  }
}

/// The sections into which ops point.
struct Blobs {
  var channels: Section
  var weights: Section
  var tables: Section
}
