import Program
import Reference

/// The channels of a program's tensors that hold one value, whatever the input.
///
/// A channel whose weights are all zero is constant; so is one that only sees constant channels,
/// unless a constant other than zero meets padding, whose zeros make the border differ.
struct ConstantChannels {
  /// For each tensor and channel, the value as it is stored; nil where it varies.
  private(set) var values: [[Int16?]]
  private let program: IntegerProgram

  init(_ program: IntegerProgram) {
    self.program = program
    values = program.inputs.map { [Int16?](repeating: nil, count: $0.row.channels) }
    for (index, op) in program.ops.enumerated() {
      let constant = channelsThatAreConstant(op)
      var channels = [Int16?](repeating: nil, count: op.row.channels)
      if constant.contains(true) {
        let sample = sample(of: op, index)
        for channel in channels.indices where constant[channel] {
          channels[channel] = sample[channel]
        }
      }
      values.append(channels)
    }
  }

  /// What an edge's tensor holds, channel by channel as the op sees it.
  func values(_ edge: ProgramEdge) -> [Int16?] {
    edge.isTransposed
      ? [Int16?](repeating: nil, count: program.rowShape(edge).channels) : values[edge.tensor]
  }

  /// Whether the share of an input channel in a convolution's sums is the same at all positions.
  func hasFixedShare(
    _ convolution: ProgramConvolution, _ edge: ProgramEdge, channel: Int
  ) -> Bool {
    guard let value = values(edge)[channel] else { return false }
    return Int32(value) == program.quantisations[edge.tensor].zeroPoint
      || convolution.geometry.isUnpadded
  }

  private func channelsThatAreConstant(_ op: ProgramOp) -> [Bool] {
    let sources = op.edges.map { values($0).map { $0 != nil } }
    switch op.operation {
    case .convolution(let convolution):
      let outputs = convolution.biases.count
      let inputs = sources[0].count / convolution.groups
      return (0..<outputs).map { output in
        let first = output / (outputs / convolution.groups) * inputs
        return (0..<convolution.weightsPerOutput).allSatisfy { place in
          convolution.weights[output * convolution.weightsPerOutput + place] == 0
            || hasFixedShare(convolution, op.edges[0], channel: first + place % inputs)
        }
      }
    case .maxPool, .averagePool, .globalAverage, .windowAverage, .valueAverage, .lookup, .rescale,
      .sigmoid:
      return sources[0]
    case .scaledSum:
      // Another sum depends on how many rows there are.
      let zero = program.quantisations[op.edges[0].tensor].zeroPoint
      return values(op.edges[0]).map { $0.map(Int32.init) == zero }
    case .add, .multiply:
      return sources[0].indices.map { channel in sources.allSatisfy { $0[channel] } }
    case .concat:
      return sources.flatMap { $0 }
    case .flatten(let rows, let order):
      let row = program.rowShape(op.edges[0])
      return order.channels(row, rows: rows).map { sources[0][$0] }
    case .softmax, .gemmlowpSoftmax, .interpolatedSoftmax:
      return [Bool](repeating: false, count: op.row.channels)
    }
  }

  /// The op's output where every input channel that is constant has its value, by the oracle.
  private func sample(of op: ProgramOp, _ index: Int) -> [Int16] {
    var single = IntegerProgram(
      name: op.name, rounding: program.rounding, inputs: [], ops: [op],
      quantisations: op.edges.map { program.quantisations[$0.tensor] }
        + [program.quantisations[program.inputs.count + index]], labels: [])
    var streams: [[Int16]] = []
    for (number, edge) in op.edges.enumerated() {
      let row = program.rowShape(edge.tensor)
      single.inputs.append(
        ProgramInput(
          name: program.tensorName(edge.tensor), row: row,
          isWide: program.elementBytes(edge.tensor) == 2, samplesPerSecond: 0, fixedRows: 0,
          minimumRows: 1, standardisation: .fixed))
      single.ops[0].edges[number].tensor = number
      let zero = Int16(program.quantisations[edge.tensor].zeroPoint)
      let values = values[edge.tensor].map { $0 ?? zero }
      streams.append(
        (0..<op.rowsForOne * row.elements).map { values[$0 % row.channels] })
    }
    let output = WholeClip(single).tensors(ProgramValues(streams)).last
    return Array(output?.values.prefix(op.row.channels) ?? [])
  }
}

extension Geometry {
  var isUnpadded: Bool { padBefore == 0 && padAfter == 0 && padLeft == 0 && padRight == 0 }
}

extension ProgramOp {
  /// Input rows that give an output row at least.
  fileprivate var rowsForOne: Int {
    switch operation {
    case .convolution(let convolution): convolution.geometry.kernelRows
    case .maxPool(let geometry), .averagePool(let geometry), .windowAverage(let geometry, _):
      geometry.kernelRows
    case .flatten(let rows, _): rows
    case .globalAverage, .valueAverage, .scaledSum, .add, .multiply, .concat, .lookup, .softmax,
      .gemmlowpSoftmax, .rescale, .sigmoid, .interpolatedSoftmax:
      1
    }
  }
}

extension FlattenOrder {
  /// For each value of a flattened tensor, the channel that it comes from.
  func channels(_ row: RowShape, rows: Int) -> [Int] {
    (0..<rows * row.elements).map {
      switch self {
      case .channelsRowsColumns, .channelsColumnsRows: $0 / (rows * row.width)
      case .rowsColumnsChannels: $0 % row.channels
      }
    }
  }
}
