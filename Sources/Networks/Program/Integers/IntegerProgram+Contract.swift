/// The contract of the file format's numbers, which a reader does not check: what breaks it runs, and
/// gives scores that nothing defines.
extension IntegerProgram {
  /// The first op with such a number, and what it is; nil where the format defines every value.
  public var brokenContract: (layer: String, what: String)? {
    for (index, op) in ops.enumerated() {
      if let what = brokenContract(ofOp: index) { return (op.name, what) }
    }
    return nil
  }

  private func brokenContract(ofOp index: Int) -> String? {
    let op = ops[index]
    let (factors, highest) = op.operation.factors
    for factor in factors + (op.operation.readsEdgeFactors ? op.edges.map(\.factor) : [])
    where factor.q31 < 0 || !(-31...highest).contains(factor.shift) {
      return "a factor of \(factor)"
    }
    let range: ClosedRange<Int16> = op.isInt16 ? .min ... .max : -128...127
    for bound in [op.lowest, op.highest] where !range.contains(bound) {
      return "a clamp at \(bound)"
    }
    for tensor in op.edges.map(\.tensor) + [inputs.count + index] where isInt16(tensor) {
      let zeroPoint = quantisation(tensor).zeroPoint
      if zeroPoint != 0 { return "a zero point of \(zeroPoint) with int16" }
    }
    switch op.operation {
    case .sigmoid(let sigmoid)
    where !(0...32_767).contains(sigmoid.multiplier) || !(0...31).contains(sigmoid.shift):
      return "a factor of \(sigmoid.multiplier) · 2^\(-sigmoid.shift)"
    case .gemmlowpSoftmax(let exponentials):
      if let power = exponentials.first(where: { $0 < 0 }) { return "an exponential of \(power)" }
      return op.row.channels > 4_095 ? "a softmax of \(op.row.channels) scores" : nil
    default: return nil
    }
  }
}

extension IntegerOperation {
  /// The op's own factors, and the highest shift that they may have.
  fileprivate var factors: ([ScaleFactor], highest: Int) {
    switch self {
    case .convolution(let convolution):
      (convolution.factors, convolution.hasLongSums ? 7 : 30)
    case .globalAverage(let factor), .windowAverage(_, let factor), .scaledSum(let factor),
      .add(let factor), .subtract(let factor), .multiply(let factor):
      ([factor], 30)
    case .lookup(.piecewise(let positive, let negative)), .rescale(let positive, let negative):
      ([positive, negative], 30)
    case .offset(let offset): ([offset.factor], 30)
    case .interpolatedSoftmax(let softmax): ([softmax.factor], 30)
    case .maxPool, .averagePool, .valueAverage, .concat, .lookup(.table), .flatten, .softmax,
      .gemmlowpSoftmax, .sigmoid:
      ([], 30)
    }
  }

  /// Whether the factors of the edges count.
  fileprivate var readsEdgeFactors: Bool {
    switch self {
    case .add, .subtract, .offset, .concat: true
    default: false
    }
  }
}
