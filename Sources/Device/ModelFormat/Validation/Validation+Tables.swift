extension Validation {
  @inline(never)
  mutating func validateTensor(_ index: Int) {
    typealias Field = Layout.Tensor
    let at = model.tensorPosition(index)
    let tensor = model.tensor(index)
    checkDimension(at: at &+ Field.channels)
    checkDimension(at: at &+ Field.width)
    checkDimension(at: at &+ Field.capacity)
    let element = tensor.elementBytes
    check(
      element == 1 || (element == 2 && (index < model.inputCount || model.hasInt16)),
      .element, element,
      at: at &+ Field.elementBytes)
    check(
      element == 1 || tensor.zeroPoint == 0, .zeroPoint, Int(tensor.zeroPoint),
      at: at &+ Field.zeroPoint)
    let elements = boundedProduct(tensor.channels, tensor.width)
    check(
      elements >= 0 && elements <= Layout.longestRowBytes / 2, elements,
      within: Layout.longestRowBytes / 2, at: at &+ Field.channels)
    let ring = boundedProduct(boundedProduct(elements, element), tensor.capacity)
    check(ring >= 0, .capacity, tensor.capacity, at: at &+ Field.capacity)
    checkMemory(at: at &+ Field.arenaOffset, ring)
    check(
      tensor.firstSlot < tensor.capacity, tensor.firstSlot, within: tensor.capacity,
      at: at &+ Field.firstSlot)
    // Positive, neither infinite nor a NaN.
    let scale = Int32(bitPattern: tensor.scale.bitPattern)
    check(scale > 0 && scale < 0x7F80_0000, .scale, 0, at: at &+ Field.scale)
  }

  @inline(never)
  mutating func validateInput(_ index: Int) {
    typealias Field = Layout.Input
    let at = model.inputPosition(index)
    let tensor = model.tensor(index)
    let form = bytes[at &+ Field.standardisation]
    let kind = StandardisationKind(rawValue: form)
    let isMono = tensor.elementBytes == 2 && tensor.elements == 1
    check(kind == .fixed || (kind != nil && isMono), .standardisation, Int(form), at: at)
    if kind?.isSupported == false {
      refuse(.standardisation, at: at &+ Field.standardisation)
    }
    checkSize(at: at &+ Field.samplesPerSecond, atMost: Layout.highestRate)
    checkSize(at: at &+ Field.fixedRows, atMost: Layout.mostRows)
    checkSize(at: at &+ Field.minimumRows, atMost: Layout.mostRows)
    guard kind != .fixed else { return }
    checkDeviation(at: at &+ Field.minimumDeviation)
    checkDeviation(at: at &+ Field.initialDeviation)
    checkMemory(at: at &+ Field.memory, Layout.statisticsBytes)
  }

  /// No 16-bit audio deviates by more; a gain would come out as 0.
  @inline(never)
  private mutating func checkDeviation(at position: Int) {
    let value = bytes.uint32(at: position)
    check(
      value <= Layout.longestDeviationQ4, .standardisation,
      Int(Int32(truncatingIfNeeded: value)), at: position)
  }

  @inline(never)
  mutating func validateEdges() {
    for index in 0..<model.edgeCount {
      let at = model.edgePosition(index)
      let edge = model.edge(index)
      check(edge.op, isBelow: model.opCount, .op, at: at &+ Layout.Edge.op)
      check(
        edge.tensor, isBelow: model.inputCount &+ edge.op, .tensor, at: at &+ Layout.Edge.tensor)
      guard isSound else { return }
      let tensor = model.tensor(edge.tensor)
      check(
        !edge.isTransposed || tensor.width == 1 || tensor.channels == 1, .inputShape,
        tensor.width, at: at &+ Layout.Edge.isTransposed)
    }
  }

  /// Edges and the consumer table must be two views of the same relation.
  @inline(never)
  mutating func validateConsumers() {
    var entry = 0
    for index in 0..<model.tensorCount {
      let consumers = model.tensor(index).consumers
      let at = model.tensorPosition(index) &+ Layout.Tensor.firstConsumer
      check(consumers.lowerBound, equals: entry, .consumer, at: at)
      if consumers.upperBound > model.edgeCount {
        fail(.mismatch(.consumer, value: consumers.lowerBound, expected: entry), at: at)
      }
      guard isSound else { return }
      var previous = -1
      while entry < consumers.upperBound {
        let edge = model.consumer(entry)
        let position = model.consumerPosition(entry)
        guard edge > previous, edge < model.edgeCount else {
          fail(.badReference(.consumer, index: edge, count: model.edgeCount), at: position)
          return
        }
        check(model.edge(edge).tensor, equals: index, .consumer, at: position)
        previous = edge
        entry &+= 1
      }
    }
    check(entry, equals: model.edgeCount, .consumer, at: model.consumerPosition(0))
  }
}
