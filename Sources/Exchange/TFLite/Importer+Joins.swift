import Program

/// Joins.
extension Importer {
  /// A sum, or a difference.
  mutating func addSum(_ op: TFLiteOp) throws {
    let isDifference = op.kind == .subtract
    let output = try outputQuantisation(op)
    let layout = try outputLayout(op)
    try checkOperands(op)
    let scales = try (0..<2).map { Double(try inputQuantisation(op, $0).scale) }
    let common = 2 * (scales.max() ?? 1)
    let factors = try scales.map { try factor($0 / common) }
    let range = try range(try op.options?.integer8(0) ?? 0, op)
    // Addends are widened by so many bits.
    let bits = try isInt16(op) ? 15 : 20
    let whole = try int16Factor(op, common / (Double(1 << bits) * Double(output.scale)))
    let (scaled, scaledSum) = (factors.map(scaling), scaling(whole))
    if let (place, number) = try number(op) {
      let constant = scaled[place](number << bits)
      try addTable(op, place: 1 - place, within: range) { value in
        let operand = scaled[1 - place](value << bits)
        let difference = place == 0 ? constant &- operand : operand &- constant
        return scaledSum(isDifference ? difference : operand &+ constant) &+ output.zeroPoint
      }
      return
    }
    if let place = constantPlace(op) {
      let sign: Int32 = isDifference && place == 1 ? -1 : 1
      let constants = try constants(op, place, channels: layout.row.channels).map {
        sign * scaled[place]($0 << bits)
      }
      let offset = Offset(
        factor: whole, constants: constants, isReversed: isDifference && place == 0)
      var edge = try fitted(try value(op, 1 - place), to: layout)
      edge.factor = factors[1 - place]
      try append(op, .offset(offset), [edge], layout, within: range)
      return
    }
    var edges = try addends(op, layout)
    for place in edges.indices { edges[place].factor = factors[place] }
    try append(
      op, isDifference ? .subtract(whole) : .add(whole), edges, layout, within: range)
  }

  /// A constant operand for each channel, from its zero point.
  private mutating func constants(
    _ op: TFLiteOp, _ place: Int, channels: Int
  ) throws -> [Int32] {
    let zero = try inputQuantisation(op, place).zeroPoint
    let constants =
      try isInt16(op)
      ? data(op, place, .int16, "a constant").littleEndianNumbers(Int16.self)
      : bytes(op, place).map { Int16($0) }
    let values = constants.map { Int32($0) - zero }
    if values.count == 1 { return [Int32](repeating: values[0], count: channels) }
    let shape = try tensor(op, input: place).shape
    guard values.count == channels, shape.last == channels else {
      throw Reason("has constants of the shape \(shape), and there are \(channels) channels")
    }
    return values
  }

  mutating func addProduct(_ op: TFLiteOp) throws {
    let output = try outputQuantisation(op)
    let range = try range(try op.options?.integer8(0) ?? 0, op)
    try checkOperands(op)
    let scales = try (0..<2).map { Double(try inputQuantisation(op, $0).scale) }
    let factor = try int16Factor(op, scales[0] * scales[1] / Double(output.scale))
    if let (place, number) = try number(op) {
      let scaled = scaling(factor)
      try addTable(op, place: 1 - place, within: range) { scaled($0 * number) &+ output.zeroPoint }
      return
    }
    if let place = constantPlace(op) {
      guard try !isInt16(op) else { throw Reason("multiplies int16 by constants") }
      try addProduct(op, byConstant: place, factor, within: range)
      return
    }
    let layout = try outputLayout(op)
    try append(op, .multiply(factor), try addends(op, layout), layout, within: range)
  }

  /// A product by a number for each channel is a depthwise convolution of one weight.
  private mutating func addProduct(
    _ op: TFLiteOp, byConstant place: Int, _ factor: ScaleFactor, within range: Clamp
  ) throws {
    let layout = try outputLayout(op)
    let channels = layout.row.channels
    let weights = try constants(op, place, channels: channels)
    guard weights.allSatisfy({ abs($0) <= 127 }) else {
      throw Reason("multiplies by a constant more than 127 steps from its zero point")
    }
    let convolution = IntegerConvolution(
      geometry: .point, groups: channels, weights: weights.map { Int8($0) },
      biases: [Int](repeating: 0, count: channels),
      factors: [ScaleFactor](repeating: factor, count: channels))
    try check(convolution, op, place: 1 - place)
    let edge = try fitted(try value(op, 1 - place), to: layout)
    try append(op, .convolution(convolution), [edge], layout, within: range)
  }

  /// The one number of int8 that a sum or product has for an operand, from its zero point, and which
  /// operand it is; nil where both are tensors, or numbers for each channel.
  private mutating func number(_ op: TFLiteOp) throws -> (place: Int, number: Int32)? {
    guard let place = constantPlace(op), try !isInt16(op), case let values = try bytes(op, place),
      values.count == 1
    else { return nil }
    return (place, Int32(values[0]) - (try inputQuantisation(op, place).zeroPoint))
  }

  /// The first operand of a sum or product that is a constant.
  private func constantPlace(_ op: TFLiteOp) -> Int? { (0..<2).first { isConstant(op, $0) } }

  private func isConstant(_ op: TFLiteOp, _ place: Int) -> Bool {
    isGiven(op, place) && model.tensors[op.inputs[place]].data != nil
  }

  /// Computed inputs of a sum or product have the output's shape.
  private func checkOperands(_ op: TFLiteOp) throws {
    guard op.inputs.count == 2 else { throw Reason("has \(op.inputs.count) inputs") }
    for place in 0..<2 where !isConstant(op, place) { try checkSameShape(op, place) }
  }

  private mutating func addends(_ op: TFLiteOp, _ layout: Layout) throws -> [IntegerProgram.Edge] {
    try (0..<2).map { try fitted(try value(op, $0), to: layout) }
  }

  mutating func addConcatenation(_ op: TFLiteOp) throws {
    let output = try outputQuantisation(op)
    let tensor = try outputTensor(op).tensor
    let layout = try outputLayout(op)
    guard try op.options?.integer8(1) ?? 0 == 0 else { throw Reason("has a fused activation") }
    let axis = try op.options?.integer(0) ?? 0
    guard axis == tensor.shape.count - 1 || axis == -1 else {
      throw Reason("joins along axis \(axis) of \(tensor.shape); channels can be joined")
    }
    var edges: [IntegerProgram.Edge] = []
    for place in op.inputs.indices {
      let shape = try self.tensor(op, input: place).shape
      guard shape.dropLast() == tensor.shape.dropLast() else {
        throw Reason("joins the shape \(shape) into \(tensor.shape)")
      }
      guard try inputQuantisation(op, place) == output else {
        throw Reason("has an input of another scale than the output")
      }
      edges.append(try edge(op, place))
    }
    try append(op, .concat, edges, layout)
  }
}
