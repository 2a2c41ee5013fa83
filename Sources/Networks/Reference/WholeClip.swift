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
    program.tensors(values, evaluate)
  }

  private func evaluate(_ op: IntegerProgram.Op, _ operands: [Operand]) -> Stream<Int16> {
    let input = operands[0].values
    let zeroPoint = Int(op.form.quantisation.zeroPoint)
    func clamped(_ value: Int) -> Int16 { Int16(min(Int(op.highest), max(Int(op.lowest), value))) }
    func finished(_ value: Int, _ factor: ScaleFactor) -> Int16 {
      clamped(wrapped(scaled(wrapped(value), factor) + zeroPoint))
    }
    /// Where one operand has fewer rows, the rest of the others is left out.
    func map(_ body: (Int) -> Int16) -> Stream<Int16> {
      let count = operands.map(\.values.values.count).min() ?? 0
      return Stream(row: op.row, values: (0..<count).map(body))
    }
    func addend(_ operand: Operand, _ index: Int) -> Int {
      scaled(wrapped(operand.centred(index) << (op.isInt16 ? 15 : 20)), operand.factor)
    }
    /// The mean of values as they stand, rounded half away from zero.
    func meanAsStored(_ values: [Int16]) -> Int16 {
      let sum = wrapped(values.reduce(0) { $0 + Int($1) })
      let half = values.count / 2
      let dividend = wrapped(sum > 0 ? sum + half : sum - half)
      return clamped(values.isEmpty ? 0 : dividend / values.count)
    }
    func centredSum(_ values: [Int16]) -> Int {
      values.reduce(0) { $0 + Int($1) - operands[0].zeroPoint }
    }
    /// The mean of q − zero point in 1/256 steps, rounded half up, at the output's scale.
    func mean(_ values: [Int16], _ factor: ScaleFactor) -> Int16 {
      let count = max(1, values.count)
      return finished(floorQuotient(512 * centredSum(values) + count, 2 * count), factor)
    }
    switch op.operation {
    case .convolution(let convolution):
      let convolved = convolve(convolution, operands[0]) { sum, factor in
        guard convolution.hasLongSums else { return finished(sum, factor) }
        return clamped(wrapped(scaledLong(sum, factor) + zeroPoint))
      }
      return convolved.pooled(Geometry(tiling: convolution.pool)) { $0.max() ?? op.lowest }
    case .maxPool(let geometry):
      return input.pooled(geometry) { clamped(Int($0.max() ?? op.lowest)) }
    case .averagePool(let geometry):
      return input.pooled(geometry) { meanAsStored($0) }
    case .globalAverage(let factor):
      return input.pooled { mean($0, factor) }
    case .windowAverage(let geometry, let factor):
      return input.pooled(geometry) { mean($0, factor) }
    case .valueAverage:
      return input.pooled { meanAsStored($0) }
    case .scaledSum(let factor):
      return input.pooled { finished(centredSum($0), factor) }
    case .subtract(let factor):
      return map { finished(addend(operands[0], $0) - addend(operands[1], $0), factor) }
    case .offset(let offset):
      return map { index in
        let value = addend(operands[0], index)
        let constant = Int(offset.constants[index % offset.constants.count])
        return finished(offset.isReversed ? constant - value : constant + value, offset.factor)
      }
    case .multiply(let factor):
      return map { finished(operands[0].centred($0) * operands[1].centred($0), factor) }
    case .add(let factor):
      return map { index in finished(operands.reduce(0) { $0 + addend($1, index) }, factor) }
    case .concat:
      return Stream(
        concatenating: operands.map { operand in
          operand.values.map { finished(Int($0) - operand.zeroPoint, operand.factor) }
        })
    case .lookup(.piecewise(let positive, let negative)), .rescale(let positive, let negative):
      return map { index in
        let value = operands[0].centred(index)
        return finished(value, value < 0 ? negative : positive)
      }
    case .lookup(.table(let table)):
      return map { Int16(table[Int(input.values[$0]) + 128]) }
    case .sigmoid(let sigmoid):
      return map { Int16(truncatingIfNeeded: sigmoid(Int(input.values[$0]))) }
    case .interpolatedSoftmax(let softmax):
      return input.mapRows { softmax(Array($0), scaled, clamped) }
    case .flatten(let rows, let order):
      return input.flattened(rows: rows, order: order)
    case .gemmlowpSoftmax(let exponentials):
      return input.mapRows { GemmlowpSoftmax.scores(exponentials.powers(of: $0)) }
    case .softmax(let exponentials):
      return input.mapRows { row in
        let powers = exponentials.powers(of: row)
        let total = powers.reduce(0, +)
        guard total > 0 else { return powers.map { _ in -128 } }
        return powers.map { Int16(min(127, (256 * $0 + total / 2) / total - 128)) }
      }
    }
  }

  private func convolve(
    _ convolution: IntegerConvolution, _ input: Operand, _ finish: (Int, ScaleFactor) -> Int16
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

  /// x · q31 · 2^(shift − 31) in 32 bits, rounded as the profile has it, of an x of 32 bits.
  private func scaled(_ x: Int, _ factor: ScaleFactor) -> Int {
    let q31 = Int(factor.q31)
    switch program.rounding {
    case .single:
      let bits = 31 - factor.shift
      return wrapped((x * q31 + 1 << (bits - 1)) >> bits)
    case .tflm:
      // Half up, then half away from zero; by a shift of more than 62 bits to 0.
      let product = wrapped(x << max(factor.shift, 0)) * q31
      return nearestQuotient((product + 1 << 30) >> 31, 1 << min(62, max(-factor.shift, 0)))
    }
  }

  /// The same of an x of 48 bits, rounded half up, with a factor whose mantissa has 15 bits.
  private func scaledLong(_ x: Int, _ factor: ScaleFactor) -> Int {
    let bits = 15 - factor.shift
    return wrapped((x &* Int(factor.q31 >> 16) &+ 1 << (bits - 1)) >> bits)
  }
}

extension Operand {
  /// q − zero point.
  fileprivate func centred(_ index: Int) -> Int { Int(values.values[index]) - zeroPoint }
}
