import Basics
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
  var graph: IntegerProgram
  private var unsupported: [UnsupportedOp] = []
  /// What stands for each of the model's tensors.
  var values: [Int: Value] = [:]
  /// Values that cannot be had because an op before could not be imported.
  private(set) var lost: Set<Int> = []
  /// Rows of the program's tensors.
  var rows: [Int] = []
  /// What has been taken of what may be.
  var ceilings: Ceilings
  /// By tensor of the model, the kinds of the ops that read it; nil stands for what cannot be imported,
  /// and for the model's output.
  let readers: [[TFLiteKind?]]
  /// The op at hand.
  private(set) var index = 0

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

    /// Whether the value, if it is of this tensor, can take another layout.
    func isPlain(_ tensor: Int) -> Bool {
      self.tensor != tensor || (order == .rowsColumnsChannels && padding == .none)
    }
  }

  /// So many differences of two int8 sum up within 32 bits.
  static let longestSum = 1 << 23

  /// The range of an op's output; nil for the ends of the element's.
  typealias Clamp = (lowest: Int16?, highest: Int16?)

  /// Why an op cannot be imported.
  struct Reason: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  /// An op before could not be imported, which has been said.
  struct LostInput: Error {}

  init(_ model: TFLiteModel, rounding: Rounding) {
    self.model = model
    self.rounding = rounding
    ceilings = Ceilings(fileBytes: model.buffer.bytes.count)
    readers = model.readers
    graph = IntegerProgram(name: "imported", rounding: rounding, inputs: [], ops: [], labels: [])
    let maps = (model.ops.flatMap(\.outputs) + model.inputs).map { model.tensors[$0].shape }
      .filter { $0.count == 4 }
    isOnItsSide = maps.allSatisfy { $0[1] == 1 } && maps.contains { $0[2] > 1 }
  }

  /// The program, with all ops that the scores depend on.
  mutating func program() throws(TFLiteError) -> IntegerProgram {
    guard (1...16).contains(model.inputs.count) else { throw .inputs(model.inputs.count) }
    guard model.outputs.count == 1 else { throw .outputs(model.outputs.count) }
    guard !model.isFloat else { throw .isFloat }
    for number in model.inputs { try addInput(number) }
    for (number, op) in model.ops.enumerated() {
      index = number
      do {
        try add(op)
      } catch let error as TFLiteError {
        throw error
      } catch is LostInput {
        lost.formUnion(op.outputs)
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
    do {
      try ceilings.take(rows: layout.rows, of: layout.row)
    } catch {
      throw .input(tensor: tensor.name, reason: "\(error)")
    }
    rows.append(layout.rows)
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
        edge = IntegerProgram.Edge(tensor: try flatten(values[number] ?? value))
      }
      return edge.tensor
    } catch {
      throw .output(tensor: name, reason: "\(error)")
    }
  }
}

extension TFLiteModel {
  /// Whether no op computes with int8 or int16.
  fileprivate var isFloat: Bool {
    let activations = ops.flatMap(\.outputs) + inputs
    return activations.contains { tensors[$0].type == .float32 }
      && activations.allSatisfy { tensors[$0].type != .int8 && tensors[$0].type != .int16 }
  }

  fileprivate var readers: [[TFLiteKind?]] {
    var readers = [[TFLiteKind?]](repeating: [], count: tensors.count)
    for op in ops {
      for number in Set(op.inputs) where number >= 0 { readers[number].append(op.kind) }
    }
    for number in outputs { readers[number].append(nil) }
    return readers
  }

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
    let firstOp = inputs.count
    var isNeeded = [Bool](repeating: false, count: tensorCount)
    for tensor in inputs.indices { isNeeded[tensor] = true }
    isNeeded[scores] = true
    for tensor in (firstOp..<tensorCount).reversed() where isNeeded[tensor] {
      for edge in ops[tensor - firstOp].edges { isNeeded[edge.tensor] = true }
    }
    keepOps { isNeeded[firstOp + $0] }
  }
}
