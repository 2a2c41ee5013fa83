import Program

extension QuantisationScheme {
  /// One op of a program: all but the weights, biases and factors that follow from parameters.
  ///
  /// Tensors are streams of rows, numbered as in `FloatGraph`. Values count from zero points.
  public struct Op: Codable, Equatable, Sendable {
    var name: String
    var edges: [Edge]
    /// Columns and channels of the rows that the op yields.
    var row: [Int]
    /// The lowest and the highest value that it yields, zero point included.
    var clamp: [Int16]
    var operation: Operation
  }

  struct Edge: Codable, Equatable, Sendable {
    var tensor: Int
    var isTransposed: Bool
  }

  /// What an op computes; sizes have rows first, then columns.
  enum Operation: Codable, Equatable, Sendable {
    /// See `ParameterOrigin` for `layer`, `norms` and `isTimeAcross`. `biasShift` is that of the
    /// short form of channels; none in the whole form.
    case convolution(
      kernel: [Int], stride: [Int], padding: [Int], groups: Int, layer: String?, norms: [String],
      isTimeAcross: Bool, biasShift: Int?)
    case maxPool(kernel: [Int], stride: [Int], padding: [Int])
    case averagePool(kernel: [Int], stride: [Int], padding: [Int])
    /// The factor takes the mean in 1/256 steps to the output.
    case globalAverage(factor: Double)
    /// Each addend in steps of 2⁻²⁰ times its factor, and the sum times `factor`.
    case add(factors: [Double], factor: Double)
    case concat(factors: [Double])
    case activation(positive: Double, negative: Double)
    /// A curve of the graph, and what it gives for each level from −128 on.
    case table(curve: String, values: [Int])
    /// The factor takes the product to the output.
    case multiply(factor: Double)
    case flatten(isTimeInner: Bool)
    case softmax
  }

  /// The bias shifts to be tried in each layer whose form is recorded.
  var biasShifts: [String: Range<Int>] {
    let end = ChannelQuantiser.biasShifts.upperBound
    return ops.reduce(into: [:]) { shifts, op in
      guard case .convolution(_, _, _, _, _, _, _, let shift) = op.operation else { return }
      shifts[op.name] = (shift ?? end)..<end
    }
  }
}

extension QuantisationScheme.Op {
  init(_ program: IntegerProgram, _ index: Int, of graph: FloatGraph) {
    let op = program.ops[index]
    name = op.name
    edges = op.edges.map { .init(tensor: $0.tensor, isTransposed: $0.isTransposed) }
    row = [op.row.width, op.row.channels]
    clamp = [op.lowest, op.highest]
    operation =
      switch (op.operation, graph.ops[index].operation) {
      case (.convolution(let convolution), .convolution(let float)):
        .convolution(
          kernel: convolution.geometry.kernel, stride: convolution.geometry.stride,
          padding: convolution.geometry.padding, groups: convolution.groups,
          layer: float.origin.layer, norms: float.origin.norms,
          isTimeAcross: float.origin.isTimeAcross, biasShift: convolution.channelForm.biasShift)
      case (.maxPool(let window), _):
        .maxPool(kernel: window.kernel, stride: window.stride, padding: window.padding)
      case (.averagePool(let window), _):
        .averagePool(kernel: window.kernel, stride: window.stride, padding: window.padding)
      case (.globalAverage(let factor), _): .globalAverage(factor: factor.value)
      case (.add(let factor), _):
        .add(factors: op.edges.map(\.factor.value), factor: factor.value)
      case (.concat, _): .concat(factors: op.edges.map(\.factor.value))
      case (.lookup(.piecewise(let positive, let negative)), _):
        .activation(positive: positive.value, negative: negative.value)
      case (.lookup(.table(let table)), .activation(.curve(let curve))):
        .table(
          curve: curve.rawValue,
          values: table.map { Int($0) - Int(op.form.quantisation.zeroPoint) })
      case (.multiply(let factor), _): .multiply(factor: factor.value)
      case (.flatten(_, let order), _): .flatten(isTimeInner: order == .channelsColumnsRows)
      case (.softmax, _): .softmax
      default: preconditionFailure("\(op.name) is no op of a quantised network")
      }
  }

  /// Whether the bias shift is one that the quantiser could have found.
  var hasValidForm: Bool {
    guard case .convolution(_, _, _, _, _, _, _, let shift?) = operation else { return true }
    return ChannelQuantiser.biasShifts.contains(shift)
  }
}

extension Geometry {
  fileprivate var kernel: [Int] { [kernelRows, kernelAcross] }
  fileprivate var stride: [Int] { [strideRows, strideAcross] }
  /// A layer's padding is the same at both ends.
  fileprivate var padding: [Int] { [padBefore, padLeft] }
}
