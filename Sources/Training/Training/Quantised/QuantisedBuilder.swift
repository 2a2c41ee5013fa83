import Graph
import Program

/// Turns an integer program into layers that compute its integers and learn.
struct QuantisedBuilder {
  private let program: IntegerProgram
  /// By the layers' names, which the program keeps.
  private let curves: [String: Curve]
  private let samples: [Int]
  /// Of every tensor, for each shape of batch.
  private let rows: [[Int]]
  private(set) var made = LayerList()
  /// By the places of their ops.
  private(set) var convolutions: [Int: QuantisedConvolution] = [:]
  /// Of the program, as far as they are computed: a softmax at the end is not.
  private(set) var tensors: [Batch] = []
  /// All memory, with the tensor whose rows it has.
  private var batches: [(tensor: Int, batch: Batch)] = []

  init(_ network: Network, _ program: IntegerProgram, batches shapes: [BatchShape]) throws {
    self.program = program
    curves = network.layers.reduce(into: [:]) { curves, layer in
      if case .curve(let curve) = layer.operation { curves[layer.name] = curve }
    }
    samples = shapes.map(\.samples)
    let axes = try network.timeAxes()
    rows = try shapes.map {
      try program.rows(of: network.shapes(inputLength: $0.inputLength), axes)
    }
    for index in program.inputs.indices { addInput(index) }
    for (index, op) in program.ops.enumerated() {
      if case .softmax = op.operation {
        guard index == program.ops.count - 1 else {
          throw TrainingError.softmaxInside(layer: op.name)
        }
        break
      }
      try add(op, index)
    }
    guard tensors.count > program.inputs.count, let last = tensors.last else {
      throw TrainingError.noLayers
    }
    let scores = memory(tensors.count - 1, last.row)
    made.layers.append(
      ScoreScale(input: last, output: scores, scale: program.quantisation(tensors.count - 1).scale))
    made.output = scores
    made.batches = batches.map(\.batch)
    made.resize = { [batches] shapes in
      let rows = program.rows(of: shapes, axes)
      for (tensor, batch) in batches { batch.rows = rows[tensor] }
    }
  }

  /// Memory for as many rows as a tensor has.
  private mutating func memory(
    _ tensor: Int, _ row: RowShape, needsGradient: Bool = true
  ) -> Batch {
    let batch = Batch(
      rows: rows.map { $0[tensor] }, samples: samples, row: row, needsGradient: needsGradient)
    batches.append((tensor, batch))
    return batch
  }

  /// A tensor as an op reads it.
  private mutating func batch(_ edge: IntegerProgram.Edge) -> Batch {
    guard edge.isTransposed else { return tensors[edge.tensor] }
    let seen = Batch(transposing: tensors[edge.tensor])
    batches.append((edge.tensor, seen))
    return seen
  }

  private func range(_ tensor: Int, lowest: Int16, highest: Int16) -> OutputRange {
    let zero = Double(program.quantisation(tensor).zeroPoint)
    return OutputRange(lowest: Double(lowest) - zero, highest: Double(highest) - zero)
  }

  private mutating func addInput(_ index: Int) {
    let input = program.inputs[index]
    let real = memory(index, input.row, needsGradient: false)
    let steps = memory(index, input.row, needsGradient: false)
    made.inputs[input.name] = real
    made.layers.append(
      InputRounding(
        input: real, output: steps, scale: Double(program.quantisation(index).scale),
        range: input.isInt16
          ? OutputRange(lowest: Double(Int16.min), highest: Double(Int16.max))
          : range(index, lowest: -128, highest: 127)))
    tensors.append(steps)
  }

  private mutating func add(_ op: IntegerProgram.Op, _ index: Int) throws {
    let inputs = op.edges.map { batch($0) }
    let output = memory(program.inputs.count + index, op.row)
    made.layers.append(try layer(op, index, inputs, output))
    tensors.append(output)
  }

  private mutating func layer(
    _ op: IntegerProgram.Op, _ index: Int, _ inputs: [Batch], _ output: Batch
  ) throws -> any TrainingLayer {
    let tensor = program.inputs.count + index
    let range = range(tensor, lowest: op.lowest, highest: op.highest)
    let source = op.edges[0].tensor
    switch op.operation {
    case .convolution(let convolution):
      let quantisation = program.quantisation(source)
      let layer = try QuantisedConvolution(
        inputs[0], output, convolution, name: op.name,
        farthest: program.elementBytes(source) == 2
          ? 32_768 : Int(max(128 + quantisation.zeroPoint, 127 - quantisation.zeroPoint)),
        range: range
      ) { row, isOutput in memory(isOutput ? tensor : source, row) }
      convolutions[index] = layer
      return layer
    case .maxPool(let geometry): return MaxPoolLayer(inputs[0], output, geometry)
    case .averagePool(let geometry):
      return QuantisedAveragePool(
        mean: AveragePoolLayer(input: inputs[0], output: output, geometry: geometry),
        zeroPoint: Double(program.quantisation(tensor).zeroPoint), range: range)
    case .globalAverage(let factor):
      return QuantisedGlobalAverage(
        input: inputs[0], output: output, factor: factor.value, range: range)
    case .add(let factor):
      return QuantisedAdd(
        inputs: inputs, output: output, factors: op.edges.map(\.factor.value),
        factor: factor.value, range: range)
    case .multiply(let factor):
      return MultiplyLayer(
        inputs: inputs, output: output, quantised: (factor: factor.value, range: range))
    case .concat:
      let parts = zip(inputs, op.edges).map { input, edge in
        let part = memory(edge.tensor, input.row)
        made.layers.append(
          Rescaling(
            input: input, output: part, positive: edge.factor.value, negative: edge.factor.value,
            range: range))
        return part
      }
      return ConcatLayer(inputs: parts, output: output)
    case .lookup(.piecewise(let positive, let negative)):
      return Rescaling(
        input: inputs[0], output: output, positive: positive.value, negative: negative.value,
        range: range)
    case .lookup(.table(let table)):
      guard let curve = curves[op.name] else { throw TrainingError.notLearnt(layer: op.name) }
      return QuantisedCurve(
        input: inputs[0], output: output, curve: curve, table: table,
        source: program.quantisation(source), result: program.quantisation(tensor), range: range)
    case .flatten(_, let order) where order != .rowsColumnsChannels:
      return FlattenLayer(inputs[0], output, isTimeInner: order == .channelsColumnsRows)
    default: throw TrainingError.notLearnt(layer: op.name)
    }
  }
}

extension IntegerProgram {
  /// Rows of every tensor for inputs of some shapes.
  fileprivate func rows(of shapes: [String: Shape], _ axes: [String: TimeAxis]) -> [Int] {
    var rows = inputs.map { Extent($0.name, shapes, axes).rows }
    for op in ops { rows.append(op.operation.rowFlow.outputRows(rows[op.edges[0].tensor])) }
    return rows
  }
}
