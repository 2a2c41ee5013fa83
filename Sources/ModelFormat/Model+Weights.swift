/// An op's weights: how many there are, where they are decoded to, and whether their bytes are sound.
extension Model {
  /// The weights of a convolution that has been validated.
  public func weightCount(_ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord) -> Int {
    op.encoding == .dense
      ? op.weightBytes
      : output.channels &* op.kernelRows &* op.kernelAcross &* (input.channels / op.groups)
  }

  /// Output channels whose weights are decoded together; 0 for all.
  @inline(__always)
  public func channelsDecoded(_ op: OpRecord, of channels: Int) -> Int {
    if op.isResident || op.kind == .depthwise { return 0 }
    return op.groups == 1 && channels >= Layout.tileChannels ? Layout.tileChannels : 1
  }

  func validateWeights(
    _ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord, _ blobs: Blobs, at: Int
  ) throws(ModelError) {
    typealias Field = Layout.Op
    let inputs = input.channels / op.groups
    try checkBlob(at: at, blobs.weights)
    guard op.encoding != .dense else {
      try checkProduct(
        output.channels, op.kernelRows, op.kernelAcross, inputs, equals: op.weightBytes, .weights,
        at: at &+ Field.weightBytes)
      guard !op.isResident else {
        throw ModelError(
          .badValue(.flags, value: Int(bytes.uint16(at: at &+ Field.flags))), at: at &+ Field.flags)
      }
      return
    }
    let perOutput = op.kernelRows.multipliedReportingOverflow(by: op.kernelAcross &* inputs)
    let all = perOutput.partialValue.multipliedReportingOverflow(by: output.channels)
    guard !perOutput.overflow, !all.overflow, all.partialValue <= Layout.mostEncodedWeights else {
      throw ModelError(
        .outOfBounds(value: all.partialValue, limit: Layout.mostEncodedWeights),
        at: at &+ Field.kernelRows)
    }
    let count = all.partialValue
    let together = channelsDecoded(op, of: output.channels)
    let decoded = together == 0 ? count : together &* perOutput.partialValue
    try checkMemory(
      bytes.size(at: at &+ Field.memory), op.bucketBytes &+ decoded, at: at &+ Field.memory)
    switch op.encoding {
    case .dense: break
    case .packed, .bitmap: try checkPacked(op, atLeast: 1 &+ (count &+ 7) / 8, at: at)
    case .entropy: try checkTable(op, blobs.tables, at: at)
    }
  }

  /// The bits of a value stand in front, and there are bytes enough for one bit of each weight.
  private func checkPacked(
    _ op: OpRecord, atLeast shortest: Int, at: Int
  ) throws(ModelError) {
    guard op.weightBytes >= shortest else {
      throw ModelError(
        .mismatch(.weights, value: op.weightBytes, expected: shortest),
        at: at &+ Layout.Op.weightBytes)
    }
    guard bytes[op.weights] >= 1, bytes[op.weights] <= 8 else {
      throw ModelError(.badValue(.weights, value: Int(bytes[op.weights])), at: op.weights)
    }
  }

  /// The table lies in its section; its symbols begin at 0, one behind the other, and end at 2¹².
  private func checkTable(_ op: OpRecord, _ tables: Section, at: Int) throws(ModelError) {
    typealias Field = Layout.Entropy
    guard op.weightBytes >= Field.words else {
      throw ModelError(
        .mismatch(.weights, value: op.weightBytes, expected: Field.words),
        at: at &+ Layout.Op.weightBytes)
    }
    guard let place = bytes.size(at: op.weights &+ Field.table),
      tables.contains(place, Field.bounds)
    else {
      throw ModelError(
        .outOfBounds(value: Int(bytes.int32(at: op.weights)), limit: tables.end), at: op.weights)
    }
    let symbols = Int(bytes[place &+ Field.highestIndex]) &+ 1
    let bounds = place &+ Field.bounds
    guard tables.contains(bounds, (symbols &+ 1) &* 2) else {
      throw ModelError(.outOfBounds(value: symbols, limit: tables.end), at: place)
    }
    var last = 0
    for symbol in 0...symbols {
      let bound = Int(bytes.uint16(at: bounds &+ symbol &* 2))
      guard bound >= last, symbol > 0 || bound == 0 else {
        throw ModelError(.badValue(.table, value: bound), at: bounds &+ symbol &* 2)
      }
      last = bound
    }
    guard last == 1 &<< Field.frequencyBits else {
      throw ModelError(.badValue(.table, value: last), at: bounds &+ symbols &* 2)
    }
  }
}
