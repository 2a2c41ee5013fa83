import Program

extension Quantiser {
  /// Quantises a convolution's weights and biases, channel by channel.
  ///
  /// Channel parameters are such that the file's short form holds them: the bias in steps that all
  /// channels share relative to their outputs, as fine as the largest bias lets them be. A layer
  /// that this does not fit gets the whole form. A layer whose form is known has it, and a coarser
  /// one only where training has made a bias too large for it.
  ///
  /// In a layer with weights that pruning has set to 0, the others stay apart from 0.
  func quantise(
    _ convolution: FloatConvolution, _ op: FloatGraph.Op, _ source: Quantisation,
    _ output: Quantisation, isInt16: Bool
  ) throws(CompileError) -> IntegerConvolution {
    let channels = ChannelQuantiser(
      convolution: convolution, layer: op.name, inputScale: Double(source.scale),
      outputScale: Double(output.scale), zeroPoint: Double(source.zeroPoint),
      farthest: source.farthest(isInt16: isInt16), largest: grid.largest(ofLayer: op.name),
      keepsSurvivors: convolution.weights.contains(0))
    for biasShift in biasShifts[op.name] ?? ChannelQuantiser.biasShifts {
      if let result = try channels.short(biasShift: biasShift) { return result }
    }
    return try channels.whole()
  }
}

/// The quantisation of one convolution's channels.
struct ChannelQuantiser {
  /// Bias shifts to be tried: from steps much finer than an output's to those of the longest shift.
  static let biasShifts = -12..<Self.longestShift + 1
  /// A bias of 16 bits that is shifted by more leaves 32 bits.
  private static let longestShift = 16
  private static let shortBits = 12

  fileprivate let convolution: FloatConvolution
  fileprivate let layer: String
  fileprivate let inputScale: Double
  fileprivate let outputScale: Double
  fileprivate let zeroPoint: Double
  fileprivate let farthest: Double
  fileprivate let largest: Int
  fileprivate let keepsSurvivors: Bool

  private var channels: Range<Int> { convolution.biases.indices }

  private func weights(_ channel: Int) -> ArraySlice<Double> {
    let count = convolution.weightsPerOutput
    return convolution.weights[channel * count..<(channel + 1) * count]
  }

  /// The factor with which a channel's largest weight comes to the end of the grid.
  ///
  /// A channel of tiny weights gets a coarser grid: its bias has to fit 30 bits, and a factor below
  /// 2⁻²⁴ would gain nothing.
  private func ratio(_ channel: Int) -> Double {
    let scale = [
      weights(channel).reduce(0) { max($0, abs($1)) } / Double(largest),
      abs(convolution.biases[channel]) / (inputScale * 536_870_912),
      outputScale / (inputScale * 16_777_216),
    ].reduce(0, max)
    return inputScale * scale / outputScale
  }

  private func factor(
    _ value: Double, bits: Int, _ channel: Int
  ) throws(CompileError) -> ScaleFactor {
    guard let factor = ScaleFactor(nearest: value, bits: bits) else {
      throw .multiplierTooLarge(layer: layer, channel: channel, value: value)
    }
    return factor
  }

  /// Parameters that the short form holds with this shift of the biases; nil where a bias does not
  /// fit.
  func short(biasShift: Int) throws(CompileError) -> IntegerConvolution? {
    let ratios = channels.map(ratio)
    let factors = try channels.map { channel throws(CompileError) in
      try factor(ratios[channel], bits: Self.shortBits, channel)
    }
    guard let highest = factors.max(by: { $0.value < $1.value }), highest != .zero else {
      return nil
    }
    // The exponents that the shift leaves, below which a channel's grid gets coarser.
    let exponents = min(31, Self.longestShift - biasShift, highest.shift + 31)
    let lowest = Double(sign: .plus, exponent: highest.shift - exponents - 1, significand: 1)
    var result = empty
    for channel in channels {
      let factor = try factor(max(ratios[channel], lowest), bits: Self.shortBits, channel)
      let shift = max(0, biasShift + highest.shift - factor.shift)
      guard try append(channel, factor, biasShift: shift, to: &result) else { return nil }
    }
    result.channelForm = .short(biasShift: biasShift, factorShift: highest.shift)
    return result
  }

  /// Parameters of any size.
  func whole() throws(CompileError) -> IntegerConvolution {
    var result = empty
    for channel in channels {
      let factor = try factor(ratio(channel), bits: 15, channel)
      if factor == .zero {
        result.weights += [Int8](repeating: 0, count: convolution.weightsPerOutput)
        result.biases.append(0)
        result.factors.append(.zero)
      } else {
        _ = try append(channel, factor, biasShift: nil, to: &result)
      }
    }
    return result
  }

  private var empty: IntegerConvolution {
    var result = IntegerConvolution(
      geometry: convolution.geometry, groups: convolution.groups, weights: [], biases: [],
      factors: [], largestWeight: largest)
    result.weights.reserveCapacity(convolution.weights.count)
    return result
  }

  /// Puts a channel's weights and bias on the grid that its factor implies.
  ///
  /// - Parameter biasShift: of the bias as it is stored, with the zero point folded in; nil for any
  ///   bias.
  /// - Returns: whether the bias fits.
  private func append(
    _ channel: Int, _ factor: ScaleFactor, biasShift: Int?, to result: inout IntegerConvolution
  ) throws(CompileError) -> Bool {
    let scale = factor.value * outputScale / inputScale
    var sum = 0.0
    var magnitudes = 0.0
    for weight in weights(channel) {
      var level = (weight / scale).rounded()
      if keepsSurvivors, level == 0, weight != 0 { level = weight > 0 ? 1 : -1 }
      level = max(-Double(largest), min(Double(largest), level))
      sum += level
      magnitudes += abs(level)
      result.weights.append(Int8(level))
    }
    var bias = convolution.biases[channel] / (inputScale * scale)
    if let biasShift {
      let step = Double(1 << biasShift)
      let stored = ((bias - zeroPoint * sum) / step).rounded()
      guard abs(stored) <= Double(Int16.max) else { return false }
      bias = stored * step + zeroPoint * sum
    } else {
      bias = bias.rounded()
    }
    let bound = abs(bias) + magnitudes * farthest
    guard bound <= Double(Int32.max) else {
      throw .accumulatorOverflow(layer: layer, channel: channel, bound: bound)
    }
    guard bound * factor.value <= Quantiser.largestOutput else {
      throw .outputOverflow(layer: layer, channel: channel, bound: bound * factor.value)
    }
    result.biases.append(Int(bias))
    result.factors.append(factor)
    return true
  }
}

extension Quantisation {
  /// The largest |q − zero point| that the tensor can hold.
  fileprivate func farthest(isInt16: Bool) -> Double {
    isInt16 ? 32_768 : Double(max(128 + zeroPoint, 127 - zeroPoint))
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

  /// The level nearest to a real value.
  func level(of real: Double) -> Int8 {
    Int8(max(-128, min(127, (real / Double(scale)).rounded() + Double(zeroPoint))))
  }

  /// The clamp that an activation amounts to on this grid.
  func bounds(of activation: Activation) -> (lowest: Int8, highest: Int8) {
    let zero = Int8(clamping: zeroPoint)
    switch activation {
    case .none, .leakyReLU, .curve: return (.min, .max)
    case .relu: return (zero, .max)
    case .relu6:
      let six = Double(zeroPoint) + (6 / Double(scale)).rounded()
      return (zero, Int8(max(-128, min(127, six))))
    }
  }
}

extension FloatOperation {
  var hasWeights: Bool {
    switch self {
    case .convolution: true
    default: false
    }
  }

  /// The quantisation of ops that cannot choose it.
  func fixedQuantisation(source: Quantisation) -> Quantisation? {
    switch self {
    case .maxPool, .averagePool, .flatten: source
    case .softmax, .activation(.curve(.sigmoid)): Quantisation(scale: 1 / 256, zeroPoint: -128)
    case .activation(.curve(.tanh)): Quantisation(scale: 1 / 128, zeroPoint: 0)
    default: nil
    }
  }
}
