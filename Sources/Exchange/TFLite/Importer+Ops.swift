import FixedPoint
import Program

extension Importer {
  mutating func add(_ op: TFLiteOp) throws {
    switch op.kind {
    case .convolution, .depthwise: try addConvolution(op)
    case .fullyConnected: try addFullyConnected(op)
    case .averagePool, .maxPool: try addPool(op)
    case .mean: try addMean(op)
    case .add, .subtract: try addSum(op)
    case .multiply: try addProduct(op)
    case .concatenation: try addConcatenation(op)
    case .softmax: try isInt16(op) ? addInterpolatedSoftmax(op) : addSoftmax(op)
    case .logistic, .tanh: try isInt16(op) ? addSigmoid(op) : addFunction(op)
    case .relu, .relu6, .leakyReLU: try isInt16(op) ? addRescaling(op) : addFunction(op)
    case .quantize: try addQuantisation(op)
    case .dequantize: try alias(op, try value(op, 0))
    case .reshape, .squeeze, .expandDimensions: try addReshape(op)
    case .transpose: try addTranspose(op)
    case .pad, .padV2: try addPadding(op)
    case nil: throw Reason("is not among the ops that can be imported")
    }
  }

  /// The range of a fused activation.
  func range(_ code: Int, _ op: TFLiteOp) throws -> Clamp {
    let isInt16 = try isInt16(op)
    let quantisation = try outputQuantisation(op)
    func level(_ real: Float) -> Int16 {
      let level = quantisation.level(real)
      return isInt16 ? Int16(clamping: level) : Int16(Int8(clamping: level))
    }
    switch code {
    case 0: return (nil, nil)
    case 1: return (level(0), nil)
    case 2: return (level(-1), level(1))
    case 3: return (level(0), level(6))
    default: throw Reason("has a fused activation of kind \(code)")
    }
  }
}

/// Joins.
extension Importer {
  /// A sum, or a difference.
  private mutating func addSum(_ op: TFLiteOp) throws {
    let isDifference = op.kind == .subtract
    let output = try outputQuantisation(op)
    let layout = try outputLayout(op)
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

  private mutating func addProduct(_ op: TFLiteOp) throws {
    let output = try outputQuantisation(op)
    let range = try range(try op.options?.integer8(0) ?? 0, op)
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

  /// Both inputs of a sum or product, which are as large as the output.
  private mutating func addends(_ op: TFLiteOp, _ layout: Layout) throws -> [IntegerProgram.Edge] {
    guard op.inputs.count == 2 else { throw Reason("has \(op.inputs.count) inputs") }
    return try (0..<2).map { place in
      guard try inputLayout(op, place).elements == layout.elements else {
        throw Reason("broadcasts the shape \(try tensor(op, input: place).shape)")
      }
      return try edge(op, place)
    }
  }

  private mutating func addConcatenation(_ op: TFLiteOp) throws {
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
      guard try inputQuantisation(op, place) == output else {
        throw Reason("has an input of another scale than the output")
      }
      edges.append(try edge(op, place))
    }
    try append(op, .concat, edges, layout)
  }
}

/// Functions of one value, as tables.
extension Importer {
  private mutating func addFunction(_ op: TFLiteOp) throws {
    let input = try inputQuantisation(op, 0)
    let output = try outputQuantisation(op)
    let function: (Int32) -> Int32
    switch op.kind {
    case .logistic:
      try check(output, Quantisation(scale: 1 / 256, zeroPoint: -128))
      function = try saturating(input) {
        roundingDivideByPowerOfTwo(Gemmlowp.logistic($0), 23) - 128
      }
    case .tanh:
      try check(output, Quantisation(scale: 1 / 128, zeroPoint: 0))
      function = try saturating(input) { roundingDivideByPowerOfTwo(Gemmlowp.tanh($0), 24) }
    case .leakyReLU:
      let slope = try op.options?.float(0) ?? 0
      let positive = scaling(try factor(ratio(op)))
      let negative = scaling(try factor(ratio(op, slope: Double(abs(slope)))))
      let sign: Int32 = slope < 0 ? -1 : 1
      function = { ($0 >= 0 ? positive($0) : sign &* negative($0)) &+ output.zeroPoint }
    case .relu6:
      // TFLite Micro clamps the input's steps, whatever the output's scale.
      let highest = Int32(clamping: input.level(6))
      function = { min(max($0, 0) + input.zeroPoint, highest) }
    default:
      let scaled = scaling(try factor(ratio(op)))
      let lowest: Int32 = op.kind == .relu ? 0 : .min
      function = { max(scaled($0), lowest) &+ output.zeroPoint }
    }
    try addTable(op, function)
  }

  /// What the device makes of a number by a factor.
  private func scaling(_ factor: ScaleFactor) -> (Int32) -> Int32 {
    let (multiplier, rounding) = (factor.multiplier, rounding)
    return { multiplier.scale($0, rounding) }
  }

  /// A function that saturates 15 steps of real values from zero, as gemmlowp's with four bits in
  /// front of the point do.
  private func saturating(
    _ input: Quantisation, _ function: @escaping (Int32) -> Int32
  ) throws -> (Int32) -> Int32 {
    guard
      let factor = ScaleFactor(tflite: Double(input.scale) * Double(1 << 27), mostShift: 62),
      factor.shift >= 0
    else { throw Reason("has an input of scale \(input.scale)") }
    let radius = Int32(15 * Double(1 << 27) / Double(UInt64(1) << UInt64(factor.shift)))
    let multiplier = factor.multiplier
    return { value in
      if value <= -radius { return -128 }
      return value >= radius ? 127 : function(multiplier.scale(value, .tflm))
    }
  }

  func check(_ quantisation: Quantisation, _ expected: Quantisation) throws {
    guard quantisation == expected else {
      throw Reason(
        "has an output of scale \(quantisation.scale) and zero point \(quantisation.zeroPoint) "
          + "instead of \(expected.scale) and \(expected.zeroPoint)")
    }
  }

  /// - Parameters:
  ///   - place: of the input.
  ///   - range: of a fused activation.
  ///   - function: of q − zero point.
  private mutating func addTable(
    _ op: TFLiteOp, place: Int = 0, within range: Clamp = (nil, nil), _ function: (Int32) -> Int32
  ) throws {
    let zero = try inputQuantisation(op, place).zeroPoint
    let (lowest, highest) = (Int32(range.lowest ?? -128), Int32(range.highest ?? 127))
    let table = (Int32(-128)...127).map { level in
      Int8(max(lowest, min(highest, function(level - zero))))
    }
    try addElementwise(op, place: place, .lookup(.table(table)))
  }

  private mutating func addQuantisation(_ op: TFLiteOp) throws {
    // At the model's border, where floats become integers: the program's input is one of integers.
    if try tensor(op, input: 0).type == .float32 {
      try alias(op, try value(op, 0))
      return
    }
    let types = [try tensor(op, input: 0).type, try outputTensor(op).tensor.type]
    try types.contains(.int16) ? addRescaling(op) : addFunction(op)
  }

  private mutating func addSoftmax(_ op: TFLiteOp) throws {
    let input = try inputQuantisation(op, 0)
    try check(try outputQuantisation(op), Quantisation(scale: 1 / 256, zeroPoint: -128))
    let layout = try softmaxLayout(op)
    let beta = Double(try op.options?.float(0) ?? 1)
    let limit = rounding == .tflm ? Double(Int32.max) : Double((1 << 30) - 1)
    guard
      let factor = ScaleFactor(
        tflite: min(beta * Double(input.scale) * Double(1 << 26), limit), mostShift: 31),
      factor.shift >= 0
    else { throw Reason("has an input of scale \(input.scale)") }
    let farthest = 31 * Double(1 << 26) / Double(UInt64(1) << UInt64(factor.shift))
    // What adds nothing to the sum is below any score's step too.
    let exponentials = (0...Int32(min(255, farthest))).map { distance in
      Gemmlowp.exponential(
        saturatingRoundingDoublingHighMultiply(
          (0 - distance) &<< Int32(factor.shift), factor.q31), integerBits: 5)
    }.prefix { GemmlowpShares.addend($0) > 0 }
    try append(
      op, .gemmlowpSoftmax(exponentials: Array(exponentials)), [try edge(op, 0)], layout)
  }
}

/// Shapes.
extension Importer {
  /// The layout that a softmax takes and gives.
  func softmaxLayout(_ op: TFLiteOp) throws -> Layout {
    let layout = try inputLayout(op, 0)
    guard layout.row.width == 1 else {
      throw Reason("runs over each of \(layout.row.width) columns; one a row can be imported")
    }
    return layout
  }

  private mutating func addReshape(_ op: TFLiteOp) throws {
    let value = try value(op, 0)
    let elements = try outputTensor(op).tensor.elements
    guard elements == value.layout.elements else {
      throw Reason("makes \(elements) values of \(value.layout.elements)")
    }
    guard value.order != .rowsColumnsChannels else {
      try alias(op, value)
      return
    }
    let vector = Layout(channels: elements)
    guard try outputLayout(op) == vector else {
      throw Reason("does not flatten axes that have been moved")
    }
    try alias(op, Value(tensor: flatten(value), layout: vector))
  }

  /// Dimensions of 1 may go anywhere; channels in front of rows and columns where all are flattened.
  private mutating func addTranspose(_ op: TFLiteOp) throws {
    let order = try integers(op, 1)
    let shape = try tensor(op, input: 0).shape
    guard order.sorted() == Array(shape.indices) else { throw Reason("has the order \(order)") }
    let moved = order.filter { shape[$0] > 1 }
    var value = try value(op, 0)
    if moved != moved.sorted() {
      switch order {
      case [0, 3, 1, 2]: value.order = .channelsRowsColumns
      case [0, 3, 2, 1]: value.order = .channelsColumnsRows
      default: throw Reason("moves axes of \(shape) to \(order); rows would not stream")
      }
      let layout = try inputLayout(op, 0)
      var plain = value
      plain.order = .rowsColumnsChannels
      let edge = try fitted(plain, to: layout)
      (value.tensor, value.layout, value.isTransposed) = (edge.tensor, layout, edge.isTransposed)
    }
    try alias(op, value)
  }
}
