import Foundation
import Lowering
import Program

extension Quantiser {
  /// Quantises a convolution's weights and biases, channel by channel.
  func quantise(
    _ convolution: StreamConvolution, _ op: StreamOp, _ source: Quantisation,
    _ output: Quantisation, isWide: Bool
  ) throws(CompileError) -> ProgramConvolution {
    guard convolution.geometry.isPaddedWithinKernel else { throw .paddingTooLarge(layer: op.name) }
    let count = convolution.weightsPerOutput
    var result = ProgramConvolution(
      geometry: convolution.geometry, groups: convolution.groups, weights: [], biases: [],
      factors: [])
    result.weights.reserveCapacity(convolution.weights.count)
    for channel in convolution.biases.indices {
      let weights = convolution.weights[channel * count..<(channel + 1) * count]
      let quantised = try quantise(
        Array(weights), bias: convolution.biases[channel], op, channel, source, output,
        isWide: isWide)
      result.weights += quantised.weights
      result.biases.append(quantised.bias)
      result.factors.append(quantised.factor)
    }
    return result
  }

  /// One channel: its factor, then weights and bias on the grid that the factor implies.
  private func quantise(
    _ weights: [Double], bias: Double, _ op: StreamOp, _ channel: Int, _ source: Quantisation,
    _ output: Quantisation, isWide: Bool
  ) throws(CompileError) -> (weights: [Int8], bias: Int32, factor: ScaleFactor) {
    let inputScale = Double(source.scale)
    let outputScale = Double(output.scale)
    // A channel of tiny weights gets a coarser grid: its bias has to fit 30 bits, and a factor
    // below 2⁻²⁴ would gain nothing.
    let ideal = [
      weights.reduce(0) { max($0, abs($1)) } / 127, abs(bias) / (inputScale * 536_870_912),
      outputScale / (inputScale * 16_777_216),
    ].reduce(0, max)
    let ratio = inputScale * ideal / outputScale
    guard let factor = ScaleFactor(nearest: ratio) else {
      throw .multiplierTooLarge(layer: op.name, channel: channel, value: ratio)
    }
    guard factor != .zero else {
      return ([Int8](repeating: 0, count: weights.count), 0, .zero)
    }
    let scale = factor.value * outputScale / inputScale
    let values = weights.map { Int8(max(-127, min(127, ($0 / scale).rounded()))) }
    let scaledBias = (bias / (inputScale * scale)).rounded()
    let bound =
      abs(scaledBias)
      + values.reduce(0.0) { $0 + abs(Double($1)) } * source.farthest(isWide: isWide)
    guard bound <= Double(Int32.max) else {
      throw .accumulatorOverflow(layer: op.name, channel: channel, bound: bound)
    }
    guard bound * factor.value <= Quantiser.largestOutput else {
      throw .outputOverflow(layer: op.name, channel: channel, bound: bound * factor.value)
    }
    return (values, Int32(scaledBias), factor)
  }
}

extension Geometry {
  /// Whether every window has at least a row and a column that are no padding.
  fileprivate var isPaddedWithinKernel: Bool {
    max(padBefore, padAfter) < kernelRows && max(padLeft, padRight) < kernelAcross
  }
}

extension Quantisation {
  /// The largest |q − zero point| that the tensor can hold.
  fileprivate func farthest(isWide: Bool) -> Double {
    isWide ? 32_768 : Double(max(128 + zeroPoint, 127 - zeroPoint))
  }

  /// The grid of int8 that covers a range and zero, with zero on it.
  init(covering range: ValueRange) {
    let low = Double(min(range.low, 0))
    let high = Double(max(range.high, 0))
    let width = high > low && (high - low).isFinite ? high - low : 1
    let scale = Float(max(width / 255, Double(Float.leastNormalMagnitude)))
    let zero = (-128 - low / Double(scale)).rounded()
    self.init(scale: scale, zeroPoint: Int32(max(-128, min(127, zero))))
  }

  /// The clamp that an activation amounts to on this grid.
  func bounds(of activation: Activation) -> (lowest: Int8, highest: Int8) {
    let zero = Int8(clamping: zeroPoint)
    switch activation {
    case .none, .leakyReLU: return (.min, .max)
    case .relu: return (zero, .max)
    case .relu6:
      let six = Double(zeroPoint) + (6 / Double(scale)).rounded()
      return (zero, Int8(max(-128, min(127, six))))
    }
  }
}

extension StreamOperation {
  /// The quantisation of ops that cannot choose it.
  func fixedQuantisation(source: Quantisation) -> Quantisation? {
    switch self {
    case .maxPool, .averagePool, .flatten: source
    case .softmax: Quantisation(scale: 1 / 256, zeroPoint: -128)
    default: nil
    }
  }
}

extension StreamGraph {
  /// The inputs of the program.
  func programInputs(_ standardisation: (Int) -> Standardisation) -> [ProgramInput] {
    let minimum = minimumRows()
    return inputs.indices.map { index in
      ProgramInput(
        name: inputs[index].name, row: inputs[index].row,
        isWide: inputs[index].samplesPerSecond != nil,
        samplesPerSecond: inputs[index].samplesPerSecond ?? 0,
        fixedRows: inputs[index].fixedRows ?? 0, minimumRows: minimum[index],
        standardisation: inputs[index].samplesPerSecond == nil ? .fixed : standardisation(index))
    }
  }
}

/// e^x.
func exponential(_ x: Double) -> Double { exp(x) }
