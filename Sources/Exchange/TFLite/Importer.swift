public import FixedPoint
import ModelFormat
public import Program

extension TFLiteModel {
  /// What the model computes, as a program of the same bytes.
  ///
  /// - Parameter rounding: `tflm` for what TFLite Micro computes.
  /// - Throws: every op that cannot be imported, at once.
  public func program(rounding: Rounding) throws(TFLiteError) -> IntegerProgram {
    var importer = Importer(self, rounding: rounding)
    return try importer.program()
  }
}

/// Makes a program of a TFLite model, op by op.
///
/// A tensor of shape [1, rows, width, channels] is a stream of its rows; the order of values is the
/// same in both. Shapes that only say the same values otherwise, as RESHAPE makes them, cost nothing
/// where the op behind takes the rows as they come.
struct Importer {
  let model: TFLiteModel
  let rounding: Rounding
  /// Pictures of one row of several columns are streams of columns.
  let isOnItsSide: Bool
  /// What has been made so far.
  private var graph: IntegerProgram
  private var unsupported: [UnsupportedOp] = []
  /// What stands for each of the model's tensors.
  private var values: [Int: Value] = [:]
  /// Values that cannot be had because an op before could not be imported.
  private var lost: Set<Int> = []
  private var constantBytes = 0
  /// The op at hand.
  private(set) var index = 0

  /// Constants of all ops together take no more.
  private static let mostConstantBytes = 1 << 28

  /// A tensor of the program, with its rows, and what the op behind is to do to them.
  struct Value {
    var tensor: Int
    var layout: Layout
    /// What the op behind adds.
    var padding = Padding.none
    /// Axes to move, which only a flattening can.
    var order = FlattenOrder.rowsColumnsChannels
    /// Whether that op sees channels as columns.
    var isTransposed = false
  }

  /// The range of an op's output; nil for the ends of the element's.
  typealias Clamp = (lowest: Int16?, highest: Int16?)

  /// Why an op cannot be imported.
  struct Reason: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  init(_ model: TFLiteModel, rounding: Rounding) {
    self.model = model
    self.rounding = rounding
    graph = IntegerProgram(name: "imported", rounding: rounding, inputs: [], ops: [], labels: [])
    let maps = (model.ops.flatMap(\.outputs) + model.inputs).map { model.tensors[$0].shape }
      .filter { $0.count == 4 }
    isOnItsSide = maps.allSatisfy { $0[1] == 1 } && maps.contains { $0[2] > 1 }
  }

  /// The program, with all ops that the scores depend on.
  mutating func program() throws(TFLiteError) -> IntegerProgram {
    guard (1...16).contains(model.inputs.count) else { throw .inputs(model.inputs.count) }
    guard model.outputs.count == 1 else { throw .outputs(model.outputs.count) }
    for number in model.inputs { try addInput(number) }
    for (number, op) in model.ops.enumerated() {
      index = number
      do {
        try add(op)
      } catch let error as TFLiteError {
        throw error
      } catch {
        unsupported.append(UnsupportedOp(index: number, name: op.name, reason: "\(error)"))
        lost.formUnion(op.outputs)
      }
    }
    guard unsupported.isEmpty else { throw .unsupported(unsupported) }
    let scores = try scores()
    graph.keepOps(for: scores)
    return graph
  }

  private mutating func addInput(_ number: Int) throws(TFLiteError) {
    let tensor = model.tensors[number]
    // A float input is an integer one as soon as it is quantised.
    let quantised = model.ops.first { $0.kind == .quantize && $0.inputs == [number] }
    let first = tensor.type == .float32 ? quantised?.outputs.first ?? number : number
    let type = model.tensors[first].type
    guard type == .int8 || type == .int16, let quantisation = model.quantisation(first) else {
      throw .input(tensor: tensor.name, reason: "is neither int8 nor int16 nor quantised at once")
    }
    guard let layout = layout(tensor.shape) else {
      throw .input(
        tensor: tensor.name, reason: "has the shape \(tensor.shape), which is not one of rows")
    }
    values[number] = Value(tensor: graph.inputs.count, layout: layout)
    graph.inputs.append(
      IntegerProgram.Input(
        name: "input\(graph.inputs.count)", row: layout.row, isInt16: type == .int16,
        samplesPerSecond: nil, fixedRows: layout.rows, minimumRows: layout.rows,
        standardisation: .fixed, quantisation: quantisation))
  }

  /// The tensor of the scores, one row of one column.
  private mutating func scores() throws(TFLiteError) -> Int {
    let number = model.outputs[0]
    let name = model.tensors[number].name
    guard let value = values[number] else { throw .notComputed(tensor: name) }
    index = model.ops.count
    do {
      var edge = try fitted(value, to: Layout(channels: value.layout.elements))
      // A view is of the op behind, and scores are an op's.
      if edge.isTransposed || edge.tensor < graph.inputs.count {
        edge = IntegerProgram.Edge(tensor: flatten(values[number] ?? value))
      }
      return edge.tensor
    } catch {
      throw .output(tensor: name, reason: "\(error)")
    }
  }
}

/// What ops are made with.
extension Importer {
  /// The value of an op's input.
  func value(_ op: TFLiteOp, _ place: Int) throws -> Value {
    let tensor = try tensor(op, input: place)
    let number = op.inputs[place]
    guard let value = values[number] else {
      if lost.contains(number) { throw Reason("reads an op that cannot be imported") }
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
    constantBytes += data.count
    guard constantBytes <= Self.mostConstantBytes else {
      throw TFLiteError.tooLarge(
        what: "bytes of constants", count: constantBytes, limit: Self.mostConstantBytes)
    }
    return Array(model.buffer.bytes[data])
  }

  /// Adds an op to the program for the op at hand.
  mutating func append(
    _ op: TFLiteOp, _ operation: IntegerOperation, _ edges: [IntegerProgram.Edge], _ layout: Layout,
    within range: Clamp = (nil, nil)
  ) throws {
    let (number, output) = try outputTensor(op)
    let tensor = appendOp(
      IntegerProgram.Op(
        name: layerName(op), operation: operation, edges: edges, row: layout.row,
        quantisation: try outputQuantisation(op), isInt16: output.type == .int16,
        lowest: range.lowest, highest: range.highest))
    values[number] = Value(tensor: tensor, layout: layout)
  }

  /// Adds one that gives a value for each of its input's.
  ///
  /// - Parameter place: of the input.
  mutating func addElementwise(
    _ op: TFLiteOp, place: Int = 0, _ operation: IntegerOperation, within range: Clamp = (nil, nil)
  ) throws {
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

  func layerName(_ op: TFLiteOp) -> String { "\(op.kind?.layerName ?? "op")\(index)" }

  private mutating func appendOp(_ op: IntegerProgram.Op) -> Int {
    graph.ops.append(op)
    return graph.tensorCount - 1
  }

  /// - Returns: the tensor of a value's rows as one.
  mutating func flatten(_ value: Value) -> Int {
    appendOp(
      IntegerProgram.Op(
        name: "reshape\(index)",
        operation: .flatten(rows: value.layout.rows, order: value.order),
        edges: [IntegerProgram.Edge(tensor: value.tensor, isTransposed: value.isTransposed)],
        row: RowShape(width: 1, channels: value.layout.elements),
        quantisation: graph.quantisation(value.tensor), isInt16: graph.isInt16(value.tensor)))
  }

  /// How an op reads a value that should have another layout.
  mutating func fitted(_ value: Value, to layout: Layout) throws -> IntegerProgram.Edge {
    guard value.padding == .none else { throw Reason("reads padding that it cannot add") }
    guard value.order == .rowsColumnsChannels else {
      throw Reason("reads moved axes, which can only be flattened")
    }
    let (rows, row) = (value.layout.rows, value.layout.row)
    if value.layout == layout { return IntegerProgram.Edge(tensor: value.tensor) }
    if rows == layout.rows, row.width == layout.row.channels, row.channels == layout.row.width,
      row.width == 1 || row.channels == 1
    {
      return IntegerProgram.Edge(tensor: value.tensor, isTransposed: true)
    }
    if value.layout.elements == layout.elements, value.tensor < graph.inputs.count,
      graph.consumers(of: value.tensor).isEmpty
    {
      // Nothing has read the input in its own shape.
      graph.inputs[value.tensor].row = layout.row
      graph.inputs[value.tensor].fixedRows = layout.rows
      graph.inputs[value.tensor].form.minimumRows = layout.rows
      for (number, other) in values where other.tensor == value.tensor {
        values[number]?.layout = layout
      }
      return IntegerProgram.Edge(tensor: value.tensor)
    }
    guard layout == Layout(channels: value.layout.elements) else {
      throw Reason(
        "reads \(rows) rows of \(row.width) × \(row.channels) as \(layout.rows) rows of "
          + "\(layout.row.width) × \(layout.row.channels)")
    }
    return IntegerProgram.Edge(tensor: flatten(value))
  }

  /// How the values of a shape become rows; nil where its first dimension is not 1.
  func layout(_ shape: [Int]) -> Layout? {
    guard shape.allSatisfy({ $0 > 0 }) else { return nil }
    switch shape.count {
    case 0, 1: return Layout(channels: shape.first ?? 1)
    case 2 where shape[0] == 1: return Layout(channels: shape[1])
    case 3 where shape[0] == 1: return Layout(rows: shape[1], channels: shape[2])
    case 4 where shape[0] == 1:
      return isOnItsSide
        ? Layout(rows: shape[2], channels: shape[3])
        : Layout(rows: shape[1], width: shape[2], channels: shape[3])
    default: return nil
    }
  }

  /// The layout of an op's output.
  func outputLayout(_ op: TFLiteOp) throws -> Layout {
    let shape = try outputTensor(op).tensor.shape
    guard let layout = layout(shape) else { throw Reason("gives the shape \(shape)") }
    return layout
  }

  func inputLayout(_ op: TFLiteOp, _ place: Int) throws -> Layout {
    let shape = try tensor(op, input: place).shape
    guard let layout = layout(shape) else { throw Reason("reads the shape \(shape)") }
    return layout
  }

  /// An input as the op's own shape of it says.
  mutating func edge(_ op: TFLiteOp, _ place: Int) throws -> IntegerProgram.Edge {
    try fitted(try value(op, place), to: try inputLayout(op, place))
  }

  /// The kinds of the ops that read a tensor of the model; nil stands for what cannot be imported, and
  /// for the model's output.
  func readers(of number: Int) -> [TFLiteKind?] {
    model.ops.filter { $0.inputs.contains(number) }.map(\.kind)
      + (model.outputs.contains(number) ? [nil] : [])
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

/// Rows of a stream.
struct Layout: Equatable {
  var rows: Int
  var row: RowShape

  var elements: Int { rows * row.elements }

  init(rows: Int = 1, width: Int = 1, channels: Int) {
    self.rows = rows
    row = RowShape(width: width, channels: channels)
  }
}

extension TFLiteModel {
  /// The one scale and zero point of a tensor; nil where it has none, or several.
  func quantisation(_ number: Int) -> Quantisation? {
    let tensor = tensors[number]
    guard tensor.scales.count == 1, tensor.zeroPoints.count <= 1 else { return nil }
    let scale = Float(bitPattern: tensor.scales.numbers(UInt32.self)[0])
    let zeroPoint = tensor.zeroPoints.numbers(Int64.self).first ?? 0
    guard scale > 0, scale.isNormal, (-128...127).contains(zeroPoint) else { return nil }
    return Quantisation(scale: scale, zeroPoint: Int32(zeroPoint))
  }
}

extension IntegerProgram {
  /// Removes the ops that a tensor does not depend on, which becomes the last.
  fileprivate mutating func keepOps(for scores: Int) {
    for index in ops.indices.reversed() {
      let tensor = inputs.count + index
      // From the last one on: what read this one is gone if nobody needed it.
      if tensor != scores, consumers(of: tensor).isEmpty { remove(index) }
    }
  }
}
