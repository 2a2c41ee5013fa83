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
    case .dequantize: try addBorder(op)
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
  func scaling(_ factor: ScaleFactor) -> (Int32) -> Int32 {
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
  mutating func addTable(
    _ op: TFLiteOp, place: Int = 0, within range: Clamp = (nil, nil), _ function: (Int32) -> Int32
  ) throws {
    let zero = try inputQuantisation(op, place).zeroPoint
    let (lowest, highest) = (Int32(range.lowest ?? -128), Int32(range.highest ?? 127))
    let table = (Int32(-128)...127).map { level in
      Int8(max(lowest, min(highest, function(level - zero))))
    }
    try addElementwise(op, place: place, .lookup(.table(table)))
  }

  /// Values that are floats on one side, and integers in the program.
  private mutating func addBorder(_ op: TFLiteOp) throws {
    try checkSameShape(op, 0)
    try alias(op, try value(op, 0))
  }

  private mutating func addQuantisation(_ op: TFLiteOp) throws {
    // At the model's border, where floats become integers: the program's input is one of integers.
    if try tensor(op, input: 0).type == .float32 {
      try addBorder(op)
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
    try checkSameShape(op, 0)
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
    let given = try outputTensor(op).tensor.shape
    guard given == order.map({ shape[$0] }) else {
      throw Reason("gives the shape \(given) for \(shape) in the order \(order)")
    }
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
