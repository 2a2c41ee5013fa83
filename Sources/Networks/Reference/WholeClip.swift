public import Program

/// The whole-clip integer oracle: the program as its documentation defines it, in wide integers,
/// tensor by tensor, slow and obvious.
public struct WholeClip: Sendable {
  private let program: IntegerProgram

  public init(_ program: IntegerProgram) {
    self.program = program
  }

  /// Every tensor of the program, inputs first.
  public func tensors(_ values: ProgramValues) -> [Stream<Int16>] {
    var tensors = values.tensors(program)
    for index in program.ops.indices {
      let op = program.ops[index]
      let sources = op.edges.map { edge in
        Source(
          values: tensors[edge.tensor].seen(transposed: edge.isTransposed),
          zeroPoint: Int(program.quantisation(edge.tensor).zeroPoint), factor: edge.factor)
      }
      let zero = Int(program.quantisation(program.inputs.count + index).zeroPoint)
      tensors.append(evaluate(op, sources, zeroPoint: zero))
    }
    return tensors
  }

  private struct Source {
    var values: Stream<Int16>
    var zeroPoint: Int
    var factor: ScaleFactor

    /// q − zero point.
    func centred(_ index: Int) -> Int { Int(values.values[index]) - zeroPoint }
  }

  private func evaluate(_ op: IntegerProgram.Op, _ sources: [Source], zeroPoint: Int) -> Stream<
    Int16
  > {
    let input = sources[0]
    func clamped(_ value: Int) -> Int16 { Int16(min(Int(op.highest), max(Int(op.lowest), value))) }
    func map(_ body: (Int) -> Int) -> Stream<Int16> {
      Stream(row: op.row, values: input.values.values.indices.map { clamped(body($0)) })
    }
    switch op.operation {
    case .convolution(let convolution):
      let convolved = convolve(convolution, input) {
        clamped(
          (convolution.hasLongSums ? roundedOnce($0, $1) : scaled($0, $1)) + zeroPoint)
      }
      return convolved.pooled(Geometry(tiling: convolution.pool)) { $0.max() ?? op.lowest }
    case .maxPool(let geometry):
      return input.values.pooled(geometry) { clamped(Int($0.max() ?? op.lowest)) }
    case .averagePool(let geometry):
      return input.values.pooled(geometry) { values in
        let sum = values.reduce(0) { $0 + Int($1) }
        let half = values.count / 2
        return values.isEmpty ? 0 : clamped((sum > 0 ? sum + half : sum - half) / values.count)
      }
    case .globalAverage(let factor):
      let channels = input.values.row.channels
      let positions = input.values.averagedPositions
      return Stream(
        row: op.row,
        values: (0..<channels).map { channel in
          let sum = (0..<positions).reduce(0) { $0 + input.centred($1 * channels + channel) }
          let mean = positions == 0 ? 0 : floorQuotient(512 * sum + positions, 2 * positions)
          return clamped(scaled(mean, factor) + zeroPoint)
        })
    case .windowAverage(let geometry, let factor):
      let (channels, width) = (input.values.row.channels, input.values.row.width)
      let positions = geometry.kernelRows * width
      return Stream(
        row: op.row,
        values: (0..<geometry.outputRows(input.values.rows)).flatMap { row in
          (0..<channels).map { channel in
            let first = row * geometry.strideRows * width
            let sum = (first..<first + positions).reduce(0) {
              $0 + input.centred($1 * channels + channel)
            }
            let mean = floorQuotient(512 * sum + positions, 2 * positions)
            return clamped(scaled(mean, factor) + zeroPoint)
          }
        })
    case .valueAverage:
      let channels = input.values.row.channels
      let positions = input.values.averagedPositions
      return Stream(
        row: op.row,
        values: (0..<channels).map { channel in
          let sum = (0..<positions).reduce(0) {
            $0 + Int(input.values.values[$1 * channels + channel])
          }
          let half = positions / 2
          return positions == 0 ? 0 : clamped((sum > 0 ? sum + half : sum - half) / positions)
        })
    case .scaledSum(let factor):
      let channels = input.values.row.channels
      return Stream(
        row: op.row,
        values: (0..<channels).map { channel in
          let sum = (0..<input.values.averagedPositions).reduce(0) {
            $0 + input.centred($1 * channels + channel)
          }
          return clamped(scaled(sum, factor) + zeroPoint)
        })
    case .subtract(let factor):
      let bits = op.isInt16 ? 15 : 20
      let count = sources.map(\.values.values.count).min() ?? 0
      return Stream(
        row: op.row,
        values: (0..<count).map { index in
          let operands = sources.map { scaled($0.centred(index) << bits, $0.factor) }
          return clamped(scaled(operands[0] - operands[1], factor) + zeroPoint)
        })
    case .offset(let offset):
      let bits = op.isInt16 ? 15 : 20
      return map { index in
        let value = scaled(input.centred(index) << bits, input.factor)
        let constant = Int(offset.constants[index % offset.constants.count])
        return scaled(offset.isReversed ? constant - value : constant + value, offset.factor)
          + zeroPoint
      }
    case .multiply(let factor):
      let count = sources.map(\.values.values.count).min() ?? 0
      return Stream(
        row: op.row,
        values: (0..<count).map { index in
          clamped(
            scaled(sources[0].centred(index) * sources[1].centred(index), factor) + zeroPoint)
        })
    case .add(let factor):
      // Where one addend has fewer rows, the rest of the other is left out.
      let count = sources.map(\.values.values.count).min() ?? 0
      return Stream(
        row: op.row,
        values: (0..<count).map { index in
          let bits = op.isInt16 ? 15 : 20
          let sum = sources.reduce(0) { $0 + scaled($1.centred(index) << bits, $1.factor) }
          return clamped(scaled(sum, factor) + zeroPoint)
        })
    case .concat:
      return Stream(
        concatenating: sources.map { source in
          Stream(
            row: source.values.row,
            values: source.values.values.indices.map {
              clamped(scaled(source.centred($0), source.factor) + zeroPoint)
            })
        })
    case .lookup(.piecewise(let positive, let negative)):
      return map { index in
        let value = input.centred(index)
        return scaled(value, value < 0 ? negative : positive) + zeroPoint
      }
    case .lookup(.table(let table)):
      return map { Int(table[Int(input.values.values[$0]) + 128]) }
    case .rescale(let positive, let negative):
      return map { index in
        let value = input.centred(index)
        return scaled(value, value < 0 ? negative : positive) + zeroPoint
      }
    case .sigmoid(let sigmoid):
      return map { sigmoid(Int(input.values.values[$0])) }
    case .interpolatedSoftmax(let softmax):
      return input.values.mapRows { softmax(Array($0), scaled) }
    case .flatten(let rows, let order):
      return input.values.flattened(rows: rows, order: order)
    case .gemmlowpSoftmax(let exponentials):
      return input.values.mapRows { GemmlowpSoftmax(exponentials)(Array($0)) }
    case .softmax(let exponentials):
      return input.values.mapRows { row in
        let highest = row.max() ?? -128
        let powers = row.map { value -> Int in
          let distance = Int(highest - value)
          return distance < exponentials.count ? Int(exponentials[distance]) : 0
        }
        let total = powers.reduce(0, +)
        guard total > 0 else { return powers.map { _ in -128 } }
        return powers.map { Int16(min(127, (256 * $0 + total / 2) / total - 128)) }
      }
    }
  }

  private func convolve(
    _ convolution: IntegerConvolution, _ input: Source, _ finish: (Int, ScaleFactor) -> Int16
  ) -> Stream<Int16> {
    let geometry = convolution.geometry
    let channels = input.values.row.channels
    let groupInputs = channels / convolution.groups
    let outputs = convolution.biases.count
    var result: [Int16] = []
    geometry.forEachWindow(rows: input.values.rows, width: input.values.row.width) { _, taps in
      for output in 0..<outputs {
        let first = output / (outputs / convolution.groups) * groupInputs
        var sum = convolution.biases[output]
        for (tap, position) in taps {
          for index in 0..<groupInputs {
            let weight = output * convolution.weightsPerOutput + tap * groupInputs + index
            sum +=
              Int(convolution.weights[weight])
              * input.centred(position * channels + first + index)
          }
        }
        result.append(finish(sum, convolution.factors[output]))
      }
    }
    return Stream(
      row: RowShape(width: geometry.outputWidth(input.values.row.width), channels: outputs),
      values: result)
  }

  /// x · q31 · 2^(shift − 31), rounded as the profile has it.
  private func scaled(_ x: Int, _ factor: ScaleFactor) -> Int {
    switch program.rounding {
    case .single: return roundedOnce(x, factor)
    case .tflm:
      let product = Int128(x << max(factor.shift, 0)) * Int128(factor.q31)
      // Half up, then half away from zero.
      let high = Int((product + (1 << 30)) >> 31)
      let bits = max(-factor.shift, 0)
      guard bits > 0 else { return high }
      let magnitude = (abs(high) + (1 << (bits - 1))) >> bits
      return high < 0 ? -magnitude : magnitude
    }
  }

  /// The same, rounded half up.
  private func roundedOnce(_ x: Int, _ factor: ScaleFactor) -> Int {
    let bits = 31 - factor.shift
    return Int((Int128(x) * Int128(factor.q31) + (Int128(1) << Int128(bits - 1))) >> Int128(bits))
  }

  private func floorQuotient(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}
