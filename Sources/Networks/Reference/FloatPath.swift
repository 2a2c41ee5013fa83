public import Program

/// The float path: a program evaluated in floating point, quantisers in place.
///
/// Values lie on the grid of each tensor, counted in its steps. Every accumulator is below 2³¹ and
/// every factor has a mantissa of 15 bits, so that each product and the half added to it is exact
/// in Double; convolutions whose partial sums stay below 2²⁴ run in Float. Nothing is shared with
/// the runtime's arithmetic.
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
    var tensors = values.tensors(program)
    for index in program.ops.indices {
      let op = program.ops[index]
      let sources = op.edges.map { edge in
        (
          tensors[edge.tensor].seen(transposed: edge.isTransposed),
          Double(program.quantisation(edge.tensor).zeroPoint)
        )
      }
      let output = program.quantisation(program.inputs.count + index)
      tensors.append(evaluate(op, sources, zeroPoint: Double(output.zeroPoint)))
    }
    return tensors
  }

  private func evaluate(
    _ op: IntegerProgram.Op, _ sources: [(values: Stream<Int16>, zeroPoint: Double)],
    zeroPoint: Double
  ) -> Stream<Int16> {
    let (input, inputZero) = sources[0]
    func clamped(_ value: Double) -> Int16 {
      Int16(max(Double(op.lowest), min(Double(op.highest), value)))
    }
    switch op.operation {
    case .convolution(let convolution):
      let sums = convolution.sums(input, zeroPoint: inputZero)
      let factors = convolution.factors.map(\.value)
      var values: [Int16] = []
      values.reserveCapacity(sums.values.count)
      for (index, sum) in sums.values.enumerated() {
        values.append(clamped(scaled(sum, factors[index % factors.count]) + zeroPoint))
      }
      let convolved = Stream(row: sums.row, values: values)
      guard convolution.pool != .none else { return convolved }
      return convolved.pooled(Geometry(tiling: convolution.pool)) { $0.max() ?? -128 }
    case .maxPool(let geometry):
      return input.pooled(geometry) { clamped(Double($0.max() ?? -128)) }
    case .averagePool(let geometry):
      return input.pooled(geometry) { values in
        let sum = values.reduce(0.0) { $0 + Double($1) }
        let mean = (abs(sum) / Double(max(1, values.count)) + 0.5).rounded(.down)
        return clamped(sum < 0 ? -mean : mean)
      }
    case .globalAverage(let factor):
      let channels = input.row.channels
      var sums = [Double](repeating: 0, count: channels)
      let positions = input.averagedPositions
      for (index, value) in input.values.prefix(positions * channels).enumerated() {
        sums[index % channels] += Double(value) - inputZero
      }
      return Stream(
        row: op.row,
        values: sums.map { sum in
          let mean = positions == 0 ? 0 : (256 * sum / Double(positions) + 0.5).rounded(.down)
          return clamped(scaled(mean, factor.value) + zeroPoint)
        })
    case .windowAverage(let geometry, let factor):
      let channels = input.row.channels
      let positions = geometry.kernelRows * input.row.width
      var values: [Int16] = []
      for row in 0..<geometry.outputRows(input.rows) {
        var sums = [Double](repeating: 0, count: channels)
        let first = row * geometry.strideRows * input.row.elements
        for index in first..<first + positions * channels {
          sums[index % channels] += Double(input.values[index]) - inputZero
        }
        values += sums.map { sum in
          let mean = (256 * sum / Double(positions) + 0.5).rounded(.down)
          return clamped(scaled(mean, factor.value) + zeroPoint)
        }
      }
      return Stream(row: op.row, values: values)
    case .add(let factor):
      let addends = zip(sources, op.edges).map { source, edge in
        source.values.values.map {
          scaled((Double($0) - source.zeroPoint) * 1_048_576, edge.factor.value)
        }
      }
      return Stream(
        row: op.row,
        values: zip(addends[0], addends[1]).map {
          clamped(scaled($0 + $1, factor.value) + zeroPoint)
        })
    case .concat:
      return Stream(
        concatenating: zip(sources, op.edges).map { source, edge in
          Stream(
            row: source.values.row,
            values: source.values.values.map {
              clamped(scaled(Double($0) - source.zeroPoint, edge.factor.value) + zeroPoint)
            })
        })
    case .lookup(.piecewise(let positive, let negative)):
      return Stream(
        row: op.row,
        values: input.values.map {
          let value = Double($0) - inputZero
          return clamped(scaled(value, (value < 0 ? negative : positive).value) + zeroPoint)
        })
    case .lookup(.table(let table)):
      return Stream(row: op.row, values: input.values.map { Int16(table[Int($0) + 128]) })
    case .flatten(let rows, let order):
      return input.flattened(rows: rows, order: order)
    case .softmax(let exponentials):
      return input.mapRows { row in
        let highest = row.max() ?? -128
        let powers = row.map { value -> Double in
          let distance = Int(highest - value)
          return distance < exponentials.count ? Double(exponentials[distance]) : 0
        }
        let total = powers.reduce(0, +)
        guard total > 0 else { return powers.map { _ in -128 } }
        return powers.map {
          Int16(min(127, ((256 * $0 + (total / 2).rounded(.down)) / total).rounded(.down) - 128))
        }
      }
    default: preconditionFailure("a program with ops of TFLite has no float path")
    }
  }

  /// One rounding, half up.
  private func scaled(_ value: Double, _ factor: Double) -> Double {
    (value * factor + 0.5).rounded(.down)
  }
}

extension IntegerConvolution {
  /// bias + Σ w·(x − zero point), in Float where no partial sum can reach 2²⁴.
  fileprivate func sums(_ input: Stream<Int16>, zeroPoint: Double) -> Stream<Double> {
    let highest = input.values.reduce(0) { max($0, abs(Double($1) - zeroPoint)) }
    var bound = 0.0
    for output in biases.indices {
      let row = weights[output * weightsPerOutput..<(output + 1) * weightsPerOutput]
      let magnitude = row.reduce(0.0) { $0 + abs(Double($1)) }
      bound = max(bound, abs(Double(biases[output])) + magnitude * highest)
    }
    if bound < 16_777_216 {
      let kernel = WholeConvolution<Float>(
        geometry: geometry, groups: groups, weights: weights.map(Float.init),
        biases: biases.map(Float.init))
      let centred = input.values.map { Float($0) - Float(zeroPoint) }
      let sums = kernel(Stream(row: input.row, values: centred))
      return Stream<Double>(row: sums.row, values: sums.values.map(Double.init))
    }
    let kernel = WholeConvolution<Double>(
      geometry: geometry, groups: groups, weights: weights.map(Double.init),
      biases: biases.map(Double.init))
    return kernel(Stream(row: input.row, values: input.values.map { Double($0) - zeroPoint }))
  }
}

extension Stream {
  /// Positions that a global average counts: whole rows, at most 2²³ positions.
  var averagedPositions: Int { min(rows, (1 << 23) / row.width) * row.width }
}

extension IntegerProgram {
  /// Every factor of the program.
  fileprivate var factors: [ScaleFactor] {
    ops.flatMap { op in
      let own: [ScaleFactor]
      switch op.operation {
      case .convolution(let convolution): own = convolution.factors
      case .globalAverage(let factor), .windowAverage(_, let factor), .add(let factor):
        own = [factor]
      case .lookup(.piecewise(let positive, let negative)): own = [positive, negative]
      default: own = []
      }
      return own + op.edges.map(\.factor)
    }
  }
}
