public import Program

/// The float path: a program evaluated in floating point, quantisers in place.
///
/// Values lie on the grid of each tensor, counted in its steps. Accumulators have 32 bits and factors
/// a mantissa of 15 bits, so that each product and the half added to it is exact in Double;
/// convolutions whose partial sums stay below 2²⁴ run in Float. Nothing is shared with the runtime's
/// arithmetic.
public struct FloatPath: Sendable {
  private let program: IntegerProgram

  /// nil where the program's factors are too wide for Double, or ops are TFLite's alone, as in
  /// imported models.
  public init?(_ program: IntegerProgram) {
    guard program.rounding == .single, !program.hasInt16,
      !program.ops.contains(where: \.operation.isImported),
      program.factors.allSatisfy({ $0.q31 & 0xFFFF == 0 })
    else { return nil }
    self.program = program
  }

  /// Every tensor of the program, inputs first.
  public func tensors(_ values: ProgramValues) -> [Stream<Int16>] {
    program.tensors(values, evaluate)
  }

  private func evaluate(_ op: IntegerProgram.Op, _ operands: [Operand]) -> Stream<Int16> {
    let input = operands[0].values
    let zeroPoint = Double(op.form.quantisation.zeroPoint)
    func clamped(_ value: Double) -> Int16 {
      Int16(min(Double(op.highest), max(Double(op.lowest), value)))
    }
    func finished(_ value: Double, _ factor: Double) -> Int16 {
      clamped(wrapped(scaled(wrapped(value), factor) + zeroPoint))
    }
    /// The mean of q − zero point in 1/256 steps, at the output's scale.
    func mean(_ values: [Int16], _ factor: ScaleFactor) -> Int16 {
      let sum = values.reduce(0) { $0 + Double($1) - Double(operands[0].zeroPoint) }
      let mean = (256 * sum / Double(max(1, values.count)) + 0.5).rounded(.down)
      return finished(mean, factor.value)
    }
    switch op.operation {
    case .convolution(let convolution):
      let sums = convolution.sums(input, zeroPoint: Double(operands[0].zeroPoint))
      let factors = convolution.factors.map(\.value)
      let convolved = Stream(
        row: sums.row,
        values: sums.values.enumerated().map { finished($1, factors[$0 % factors.count]) })
      guard convolution.pool != .none else { return convolved }
      return convolved.pooled(Geometry(tiling: convolution.pool)) { $0.max() ?? -128 }
    case .maxPool(let geometry):
      return input.pooled(geometry) { clamped(Double($0.max() ?? -128)) }
    case .averagePool(let geometry):
      return input.pooled(geometry) { values in
        let sum = wrapped(values.reduce(0.0) { $0 + Double($1) })
        let half = Double(values.count / 2)
        let dividend = wrapped(sum > 0 ? sum + half : sum - half)
        return clamped((dividend / Double(max(1, values.count))).rounded(.towardZero))
      }
    case .globalAverage(let factor):
      return input.pooled { mean($0, factor) }
    case .windowAverage(let geometry, let factor):
      return input.pooled(geometry) { mean($0, factor) }
    case .add(let factor):
      let addends = operands.map { operand in
        operand.centred.values.map { scaled($0 * 1_048_576, operand.factor.value) }
      }
      return Stream(
        row: op.row,
        values: zip(addends[0], addends[1]).map { finished($0 + $1, factor.value) })
    case .multiply(let factor):
      let products = zip(operands[0].centred.values, operands[1].centred.values).map(*)
      return Stream(row: op.row, values: products.map { finished($0, factor.value) })
    case .concat:
      return Stream(
        concatenating: operands.map { operand in
          operand.centred.map { finished($0, operand.factor.value) }
        })
    case .lookup(.piecewise(let positive, let negative)):
      return operands[0].centred.map { finished($0, ($0 < 0 ? negative : positive).value) }
    case .lookup(.table(let table)):
      return input.map { Int16(table[Int($0) + 128]) }
    case .flatten(let rows, let order):
      return input.flattened(rows: rows, order: order)
    case .softmax(let exponentials):
      return input.mapRows { row in
        let powers = exponentials.powers(of: row).map(Double.init)
        let total = powers.reduce(0, +)
        guard total > 0 else { return powers.map { _ in -128 } }
        return powers.map {
          Int16(min(127, ((256 * $0 + (total / 2).rounded(.down)) / total).rounded(.down) - 128))
        }
      }
    default: preconditionFailure("a program with ops of TFLite has no float path")
    }
  }

  /// One rounding, half up, in 32 bits.
  private func scaled(_ value: Double, _ factor: Double) -> Double {
    wrapped((value * factor + 0.5).rounded(.down))
  }
}

extension IntegerConvolution {
  /// bias + Σ w·(x − zero point), in Float where no partial sum can reach 2²⁴.
  fileprivate func sums(_ input: Stream<Int16>, zeroPoint: Double) -> Stream<Double> {
    let highest = input.values.reduce(0) { max($0, abs(Double($1) - zeroPoint)) }
    let bounds = biases.indices.map { output in
      let row = weights[output * weightsPerOutput..<(output + 1) * weightsPerOutput]
      return abs(Double(biases[output])) + row.reduce(0.0) { $0 + abs(Double($1)) } * highest
    }
    guard bounds.allSatisfy({ $0 < 16_777_216 }) else {
      return WholeConvolution<Double>(self)(input.map { Double($0) - zeroPoint })
    }
    let centred = input.map { Float($0) - Float(zeroPoint) }
    return WholeConvolution<Float>(self)(centred).map(Double.init)
  }
}

extension Operand {
  /// q − zero point.
  fileprivate var centred: Stream<Double> { values.map { Double($0) - Double(zeroPoint) } }
}

extension IntegerProgram {
  /// Every factor of the program.
  fileprivate var factors: [ScaleFactor] {
    ops.flatMap { op in
      let own: [ScaleFactor] =
        switch op.operation {
        case .convolution(let convolution): convolution.factors
        case .globalAverage(let factor), .windowAverage(_, let factor), .add(let factor),
          .multiply(let factor):
          [factor]
        case .lookup(.piecewise(let positive, let negative)): [positive, negative]
        default: []
        }
      return own + op.edges.map(\.factor)
    }
  }
}
