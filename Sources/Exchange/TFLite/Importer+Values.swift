import Basics
import Program

/// What ops are made with.
extension Importer {
  /// The value of an op's input.
  func value(_ op: TFLiteOp, _ place: Int) throws -> Value {
    let tensor = try tensor(op, input: place)
    let number = op.inputs[place]
    guard let value = values[number] else {
      if lost.contains(number) { throw LostInput() }
      guard tensor.data != nil else { throw TFLiteError.notComputed(tensor: tensor.name) }
      throw Reason("reads a constant where a computed tensor is expected")
    }
    return value
  }

  func tensor(_ op: TFLiteOp, input place: Int) throws -> TFLiteTensor {
    guard isGiven(op, place) else { throw Reason("lacks an input") }
    return model.tensors[op.inputs[place]]
  }

  func isGiven(_ op: TFLiteOp, _ place: Int) -> Bool {
    place < op.inputs.count && op.inputs[place] >= 0
  }

  func outputTensor(_ op: TFLiteOp) throws -> (number: Int, tensor: TFLiteTensor) {
    guard op.outputs.count == 1 else { throw Reason("has \(op.outputs.count) outputs") }
    return (op.outputs[0], model.tensors[op.outputs[0]])
  }

  /// The quantisation of an op's output, which must be int8 or int16.
  func outputQuantisation(_ op: TFLiteOp) throws -> Quantisation {
    try activationQuantisation(try outputTensor(op).number)
  }

  func inputQuantisation(_ op: TFLiteOp, _ place: Int) throws -> Quantisation {
    _ = try tensor(op, input: place)
    return try activationQuantisation(op.inputs[place])
  }

  private func activationQuantisation(_ number: Int) throws -> Quantisation {
    let type = model.tensors[number].type
    guard type == .int8 || type == .int16 else {
      throw Reason("has an activation of another type than int8 or int16")
    }
    guard let quantisation = model.quantisation(number) else {
      throw Reason("has an activation without one scale and zero point")
    }
    guard type == .int8 || quantisation.zeroPoint == 0 else {
      throw Reason("has an activation of int16 with the zero point \(quantisation.zeroPoint)")
    }
    return quantisation
  }

  /// The values of a constant of int8.
  mutating func bytes(_ op: TFLiteOp, _ place: Int) throws -> [Int8] {
    try data(op, place, .int8, "weights").littleEndianNumbers(Int8.self)
  }

  /// The values of a constant of int32 or, where it is long, of int64.
  mutating func integers(_ op: TFLiteOp, _ place: Int, isLong: Bool = false) throws -> [Int] {
    let bytes = try data(op, place, isLong ? .int64 : .int32, "a constant")
    return isLong
      ? bytes.littleEndianNumbers(Int64.self).map { Int($0) }
      : bytes.littleEndianNumbers(Int32.self).map { Int($0) }
  }

  mutating func data(
    _ op: TFLiteOp, _ place: Int, _ type: TFLiteType, _ what: String
  ) throws -> [UInt8] {
    let tensor = try tensor(op, input: place)
    guard tensor.type == type else { throw Reason("has \(what) of another type than \(type)") }
    guard !tensor.isSparse else { throw Reason("has sparse weights") }
    guard let data = tensor.data else { throw Reason("has weights that are computed") }
    guard data.count == tensor.elements * type.bytes else {
      throw Reason("has a constant of \(data.count) bytes for the shape \(tensor.shape)")
    }
    try ceilings.takeConstants(data.count)
    return Array(model.buffer.bytes[data])
  }

  /// Adds an op to the program for the op at hand.
  mutating func append(
    _ op: TFLiteOp, _ operation: IntegerOperation, _ edges: [IntegerProgram.Edge], _ layout: Layout,
    within range: Clamp = (nil, nil)
  ) throws {
    let (number, output) = try outputTensor(op)
    let tensor = try appendOp(
      IntegerProgram.Op(
        name: layerName(op), operation: operation, edges: edges, row: layout.row,
        quantisation: try outputQuantisation(op), isInt16: output.type == .int16,
        lowest: range.lowest, highest: range.highest), rows: layout.rows)
    values[number] = Value(tensor: tensor, layout: layout)
  }

  /// Adds one that gives a value for each of its input's.
  ///
  /// - Parameter place: of the input.
  mutating func addElementwise(
    _ op: TFLiteOp, place: Int = 0, _ operation: IntegerOperation, within range: Clamp = (nil, nil)
  ) throws {
    try checkSameShape(op, place)
    let value = try value(op, place)
    try append(op, operation, [try fitted(value, to: value.layout)], value.layout, within: range)
  }

  /// Lets a tensor stand for another of the model.
  mutating func alias(_ op: TFLiteOp, _ value: Value) throws {
    let (number, tensor) = try outputTensor(op)
    guard tensor.type == .float32 || (tensor.type == .int16) == graph.isInt16(value.tensor) else {
      throw Reason("gives elements of another size than it takes")
    }
    values[number] = value
  }

  /// An op gives the shape of one of its inputs; dimensions of 1 in front do not count.
  func checkSameShape(_ op: TFLiteOp, _ place: Int) throws {
    let (input, output) = (try tensor(op, input: place).shape, try outputTensor(op).tensor.shape)
    guard input.drop(while: { $0 == 1 }) == output.drop(while: { $0 == 1 }) else {
      throw Reason("gives the shape \(output) for \(input)")
    }
  }

  func layerName(_ op: TFLiteOp) -> String { "\(op.kind?.layerName ?? "op")\(index)" }

  /// - Parameter count: the rows that the op must give.
  mutating func appendOp(_ op: IntegerProgram.Op, rows count: Int) throws -> Int {
    graph.ops.append(op)
    do {
      try checkLastOp(rows: count)
    } catch {
      graph.ops.removeLast()
      throw error
    }
    rows.append(count)
    return graph.tensorCount - 1
  }

  private mutating func checkLastOp(rows count: Int) throws {
    let index = graph.ops.count - 1
    do {
      try graph.check(op: index)
    } catch {
      throw Reason("is a layer that no file holds: \(error.problem)")
    }
    let op = graph.ops[index]
    let sourceRows = op.edges.map { rows[$0.tensor] }.min() ?? 0
    let given = op.operation.rowFlow.outputRows(sourceRows)
    guard given == count else {
      throw Reason("gives \(given.grouped) rows, and its shape has \(count.grouped)")
    }
    let steps = op.operation.steps(
      from: graph.inputShape(ofOp: index), to: op.row, rows: sourceRows)
    try ceilings.take(rows: count, of: op.row, stepsPerRow: steps)
  }

  /// What takes an op's input, `slope` times, to its output.
  func ratio(_ op: TFLiteOp, slope: Double = 1) throws -> Double {
    let input = Double(try inputQuantisation(op, 0).scale)
    return input * slope / Double(try outputQuantisation(op).scale)
  }

  func factor(_ real: Double) throws -> ScaleFactor {
    guard let factor = ScaleFactor(tflite: real) else {
      throw Reason("scales by \(real), which no multiplier reaches")
    }
    return factor
  }
}
