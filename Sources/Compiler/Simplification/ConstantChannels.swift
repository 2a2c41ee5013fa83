import ModelFormat
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
    for op in program.ops {
      let constant = channelsThatAreConstant(op)
      let sample = constant.contains(true) ? sample(of: op) : []
      values.append(constant.indices.map { constant[$0] ? sample[$0] : nil })
    }
  }

  /// What an edge's tensor holds, channel by channel as the op sees it.
  func values(_ edge: IntegerProgram.Edge) -> [Int16?] {
    edge.isTransposed
      ? [Int16?](repeating: nil, count: program.rowShape(edge).channels) : values[edge.tensor]
  }

  /// Whether the share of an input channel in a convolution's sums is the same at all positions.
  func hasFixedShare(
    _ convolution: IntegerConvolution, _ edge: IntegerProgram.Edge, channel: Int
  ) -> Bool {
    guard let value = values(edge)[channel] else { return false }
    return Int32(value) == program.quantisation(edge.tensor).zeroPoint
      || convolution.geometry.isUnpadded
  }

  private func channelsThatAreConstant(_ op: IntegerProgram.Op) -> [Bool] {
    let sources = op.edges.map { values($0).map { $0 != nil } }
    switch op.operation.channelFlow {
    case .mixes:
      guard case .convolution(let convolution) = op.operation else { break }
      let outputs = convolution.biases.count
      let inputs = sources[0].count / convolution.groups
      return (0..<outputs).map { output in
        let first = output / (outputs / convolution.groups) * inputs
        return (0..<convolution.weightsPerOutput).allSatisfy { place in
          convolution.weights[output * convolution.weightsPerOutput + place] == 0
            || hasFixedShare(convolution, op.edges[0], channel: first + place % inputs)
        }
      }
    case .carries(keepsConstants: true):
      return sources[0].indices.map { channel in sources.allSatisfy { $0[channel] } }
    case .carries(keepsConstants: false):
      // A sum of zeros does not depend on how many there are.
      let zero = program.quantisation(op.edges[0].tensor).zeroPoint
      return values(op.edges[0]).map { $0.map(Int32.init) == zero }
    case .joins: return sources.flatMap { $0 }
    case .permutes(let rows, let order):
      return order.channels(program.rowShape(op.edges[0]), rows: rows).map { sources[0][$0] }
    case .opaque: break
    }
    return [Bool](repeating: false, count: op.row.channels)
  }

  /// The op's output where every input channel that is constant has its value, by the oracle.
  private func sample(of op: IntegerProgram.Op) -> [Int16] {
    var single = IntegerProgram(
      name: op.name, rounding: program.rounding, inputs: [], ops: [op], labels: [])
    var streams: [[Int16]] = []
    let rows = op.operation.rowFlow.rowsForOne
    for (number, edge) in op.edges.enumerated() {
      let row = program.rowShape(edge.tensor)
      let quantisation = program.quantisation(edge.tensor)
      single.inputs.append(
        IntegerProgram.Input(
          name: program.tensorName(edge.tensor), row: row,
          isInt16: program.isInt16(edge.tensor), samplesPerSecond: nil, fixedRows: nil,
          minimumRows: 1, standardisation: .fixed, quantisation: quantisation))
      single.ops[0].edges[number].tensor = number
      let values = values[edge.tensor].map { $0 ?? Int16(quantisation.zeroPoint) }
      streams.append((0..<rows * row.elements).map { values[$0 % row.channels] })
    }
    let output = WholeClip(single).tensors(ProgramValues(streams)).last
    return Array(output?.values.prefix(op.row.channels) ?? [])
  }
}

extension RowFlow {
  /// Rows of input that give a row of output at least, padded or not.
  fileprivate var rowsForOne: Int { givesAtEnd ? 1 : max(kernelRows, parts) }
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
