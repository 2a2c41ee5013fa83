import Foundation
public import Program

/// Turns a float stream graph into an integer program.
///
/// Activations get a scale and zero point per tensor, weights a scale per output channel. A
/// channel's factor s_in · s_w / s_out is rounded first; s_w then follows from it exactly, so that
/// weights are rounded to the grid that the file will really use.
public struct Quantiser {
  let grid: WeightGrid
  private let graph: FloatGraph
  private let quantisations: [Quantisation]
  /// Of each input that is audio.
  private let standardisations: [Standardisation]
  /// The shifts of biases to be tried, of layers whose form is known.
  let biasShifts: [String: Range<Int>]

  /// Scales from calibrated ranges.
  public init(
    _ graph: FloatGraph, _ calibration: Calibration, _ choice: StandardisationChoice,
    grid: WeightGrid = WeightGrid()
  ) {
    self.graph = graph
    self.grid = grid
    biasShifts = [:]
    standardisations = calibration.deviations.map { choice.standardisation(deviation: $0) }
    quantisations = Self.quantisations(graph) { tensor in
      guard graph.isAudio(tensor) else { return Quantisation(covering: calibration.ranges[tensor]) }
      return choice.quantisation(deviation: calibration.deviations[tensor])
    }
  }

  /// A scheme that was chosen before, so that a program can be made again and compared, or trained.
  public init(_ graph: FloatGraph, by scheme: QuantisationScheme) throws(CompileError) {
    self.graph = graph
    grid = scheme.grid
    biasShifts = scheme.biasShifts
    standardisations = scheme.standardisations.map(\.asCompiled)
    guard standardisations.count == graph.inputs.count else {
      throw .missingQuantisation(layer: graph.inputs.last?.name ?? graph.name)
    }
    for op in graph.ops where op.operation.hasWeights && grid.layers[op.name] == nil {
      throw .missingQuantisation(layer: op.name)
    }
    quantisations = try Self.quantisations(graph) { tensor throws(CompileError) in
      guard let quantisation = scheme.tensors[graph.tensorName(tensor)] else {
        throw .missingQuantisation(layer: graph.tensorName(tensor))
      }
      guard !graph.isAudio(tensor) || quantisation.zeroPoint == 0 else { throw .badScheme }
      return quantisation
    }
  }

  /// Of every tensor: that which its op fixes, or else one that is chosen.
  private static func quantisations<Failure>(
    _ graph: FloatGraph, chosen: (Int) throws(Failure) -> Quantisation
  ) throws(Failure) -> [Quantisation] {
    var quantisations: [Quantisation] = []
    for tensor in 0..<graph.tensorCount {
      let op = tensor < graph.inputs.count ? nil : graph.ops[tensor - graph.inputs.count]
      let fixed = op.flatMap {
        $0.operation.fixedQuantisation(source: quantisations[$0.edges[0].tensor])
      }
      let quantisation = if let fixed { fixed } else { try chosen(tensor) }
      quantisations.append(quantisation)
    }
    return quantisations
  }

  public func program() throws(CompileError) -> IntegerProgram {
    do { try graph.checkShapes() } catch { throw .program(error) }
    let outputs = quantisations.dropFirst(graph.inputs.count)
    let ops = try zip(graph.ops, outputs).map { op, output throws(CompileError) in
      try quantise(op, output: output)
    }
    let minimum = graph.minimumRows()
    let inputs = graph.inputs.enumerated().map { index, input in
      IntegerProgram.Input(
        name: input.name, row: input.row, isInt16: graph.isAudio(index),
        samplesPerSecond: input.samplesPerSecond, fixedRows: input.fixedRows,
        minimumRows: minimum[index],
        standardisation: graph.isAudio(index) ? standardisations[index] : .fixed,
        quantisation: quantisations[index])
    }
    return IntegerProgram(
      name: graph.name, rounding: .single, inputs: inputs, ops: ops, labels: graph.labels)
  }

  private func quantise(
    _ op: FloatGraph.Op, output: Quantisation
  ) throws(CompileError) -> IntegerProgram.Op {
    var edges = op.edges.map {
      IntegerProgram.Edge(tensor: $0.tensor, isTransposed: $0.isTransposed)
    }
    let sources = op.edges.map { quantisations[$0.tensor] }
    let source = sources[0]
    let isInt16 = graph.isAudio(op.edges[0].tensor)
    var clamp = Activation.none
    let operation: IntegerOperation
    switch op.operation {
    case .convolution(let convolution):
      clamp = convolution.activation
      operation = .convolution(try quantise(convolution, op, source, output, isInt16: isInt16))
    case .maxPool(let geometry): operation = .maxPool(geometry)
    case .averagePool(let geometry): operation = .averagePool(geometry)
    case .globalAverage:
      operation = .globalAverage(
        try factor(Double(source.scale) / (256 * Double(output.scale)), op, largest: 256 * 255))
    case .add(let activation):
      clamp = activation
      let common = 2 * Double(max(sources[0].scale, sources[1].scale))
      for index in edges.indices {
        edges[index].factor = try factor(Double(sources[index].scale) / common, op)
      }
      let widening = 1_048_576.0
      operation = .add(
        try factor(common / (widening * Double(output.scale)), op, largest: 255 * widening))
    case .multiply:
      let product = Double(sources[0].scale) * Double(sources[1].scale)
      operation = .multiply(try factor(product / Double(output.scale), op, largest: 255 * 255))
    case .concat:
      for index in edges.indices where sources[index] != output {
        edges[index].factor = try factor(Double(sources[index].scale) / Double(output.scale), op)
      }
      operation = .concat
    case .activation(.curve(let curve)):
      operation = .lookup(
        .table(
          (-128...127).map { level in
            let real = Double(level - Int(source.zeroPoint)) * Double(source.scale)
            return output.level(of: curve(real))
          }))
    case .activation(let activation):
      clamp = activation
      let positive = try factor(Double(source.scale) / Double(output.scale), op)
      // An activation is linear below 0.
      let negative = try factor(-activation(-1) * Double(source.scale) / Double(output.scale), op)
      operation = .lookup(.piecewise(positive: positive, negative: negative))
    case .flatten(let rows, let order): operation = .flatten(rows: rows, order: order)
    case .softmax:
      operation = .softmax(exponentials: exponentials(scale: Double(source.scale)))
    }
    let bounds = output.bounds(of: clamp)
    return IntegerProgram.Op(
      name: op.name, operation: operation, edges: edges, row: op.row, quantisation: output,
      lowest: Int16(bounds.lowest), highest: Int16(bounds.highest))
  }

  /// What an output may reach before its zero point is added: 32 bits hold the sum.
  static let largestOutput = Double(Int32.max) - 256

  /// The factor of an op without channel parameters, whose values reach `largest` in magnitude.
  private func factor(
    _ value: Double, _ op: FloatGraph.Op, largest: Double = 255
  ) throws(CompileError) -> ScaleFactor {
    guard let factor = ScaleFactor(nearest: value) else {
      throw .multiplierTooLarge(layer: op.name, channel: 0, value: value)
    }
    guard largest * factor.value <= Self.largestOutput else {
      throw .outputOverflow(layer: op.name, channel: 0, bound: largest * factor.value)
    }
    return factor
  }

  /// e(−d · scale) · 2¹⁵, rounded, up to the last that is not zero.
  private func exponentials(scale: Double) -> [UInt16] {
    let all = (0..<256).map { UInt16((32_768 * exp(-Double($0) * scale)).rounded()) }
    return Array(all.prefix { $0 > 0 })
  }
}

extension FloatGraph {
  fileprivate func isAudio(_ tensor: Int) -> Bool {
    tensor < inputs.count && inputs[tensor].samplesPerSecond != nil
  }
}
