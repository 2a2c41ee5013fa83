import Program

/// Functions of int16 activations, and what their sums are bounded by.
extension Importer {
  /// Whether an op takes and gives int16; no op but QUANTIZE mixes them with int8.
  func isInt16(_ op: TFLiteOp) throws -> Bool {
    let isInt16 = try outputTensor(op).tensor.type == .int16
    for number in op.inputs where number >= 0 && model.tensors[number].data == nil {
      guard (model.tensors[number].type == .int16) == isInt16 else {
        throw Reason("mixes activations of int8 and of int16")
      }
    }
    return isInt16
  }

  /// The logistic function and tanh, which interpolate in a table.
  mutating func addSigmoid(_ op: TFLiteOp) throws {
    try check(try outputQuantisation(op), Quantisation(scale: 1 / 32_768, zeroPoint: 0))
    let isTanh = op.kind == .tanh
    let scale = try inputQuantisation(op, 0).scale
    // Input steps to 1/12,288. Of powers of two only some are taken as they are.
    var multiplier = Double(scale) * 12_288
    var shift = 0
    if multiplier != 3, !(isTanh && multiplier == 6) {
      while multiplier <= 32_767.0 / 2, shift <= 30 {
        multiplier *= 2
        shift += 1
      }
    }
    guard multiplier <= 32_767 else { throw Reason("has an input of scale \(scale)") }
    let sigmoid = Sigmoid(
      isTanh: isTanh, multiplier: Int32(multiplier), shift: shift,
      table: InterpolationTable.logistic)
    try addElementwise(op, .sigmoid(sigmoid))
  }

  /// A ReLU, a leaky one, or a change of scales.
  mutating func addRescaling(_ op: TFLiteOp) throws {
    switch op.kind {
    case .leakyReLU:
      let slope = try op.options?.float(0) ?? 0
      guard slope >= 0 else { throw Reason("has a slope of \(slope) below zero") }
      let (positive, negative) = (try rescaling(op), try rescaling(op, slope: Double(slope)))
      try addElementwise(op, .rescale(positive: positive, negative: negative))
    case .relu6:
      // TFLite Micro clamps the input's steps, whatever the output's scale.
      let highest = Int16(clamping: try inputQuantisation(op, 0).level(6))
      try addElementwise(op, .rescale(positive: .one, negative: .one), within: (0, highest))
    default:
      let factor = try rescaling(op)
      try addElementwise(
        op, .rescale(positive: factor, negative: factor),
        within: (op.kind == .relu ? 0 : nil, nil))
    }
  }

  /// A factor by which no int16 leaves 32 bits.
  private func rescaling(_ op: TFLiteOp, slope: Double = 1) throws -> ScaleFactor {
    let real = try ratio(op, slope: slope)
    let factor = try factor(real)
    guard factor.shift <= 15 else { throw Reason("scales by \(real)") }
    return factor
  }

  /// A softmax, which interpolates in two tables.
  mutating func addInterpolatedSoftmax(_ op: TFLiteOp) throws {
    try check(try outputQuantisation(op), Quantisation(scale: 1 / 32_768, zeroPoint: 0))
    let layout = try softmaxLayout(op)
    let scale = try inputQuantisation(op, 0).scale
    let beta = Double(try op.options?.float(0) ?? 1)
    let factor = try factor(Double(scale) * beta / (10.0 / 65_535))
    // Distances take 16 bits and their sign.
    guard factor.shift <= 14 else { throw Reason("has an input of scale \(scale)") }
    let softmax = InterpolatedSoftmax(
      factor: factor, exponentials: InterpolationTable.exponentials,
      reciprocals: InterpolationTable.reciprocals)
    try append(op, .interpolatedSoftmax(softmax), [try edge(op, 0)], layout)
  }

  /// No sum of so many values of int16 may leave 32 bits.
  func checkInt16Sum(_ op: TFLiteOp, positions: Int) throws {
    guard try isInt16(op), positions > 65_535 else { return }
    throw Reason("averages \(positions) values; 65535 of int16 can be")
  }

  /// A factor behind a sum or product of int16, which takes up to 31 bits.
  func int16Factor(_ op: TFLiteOp, _ real: Double) throws -> ScaleFactor {
    let factor = try factor(real)
    if try isInt16(op), factor.shift > 0 { throw Reason("scales by \(real)") }
    return factor
  }
}
