public import ModelFormat

/// A convolution in integers.
public struct IntegerConvolution: Equatable, Sendable {
  public var geometry: Geometry
  public var groups: Int
  /// [output][kernel row][tap][input of the group].
  public var weights: [Int8]
  /// At scale s_in · s_w, before the input's zero point is folded in.
  public var biases: [Int]
  public var factors: [ScaleFactor]
  /// How the file has biases and factors.
  public var channelForm: ChannelStorage
  /// The end of the grid on which the weights were rounded.
  public var largestWeight: Int
  /// The max-pool that the same op does behind the convolution; 1 × 1 for none.
  public var pool: PoolSize

  public init(
    geometry: Geometry, groups: Int, weights: [Int8], biases: [Int], factors: [ScaleFactor],
    channelForm: ChannelStorage = .whole, largestWeight: Int = 127, pool: PoolSize = .none
  ) {
    self.geometry = geometry
    self.groups = groups
    self.weights = weights
    self.biases = biases
    self.factors = factors
    self.channelForm = channelForm
    self.largestWeight = largestWeight
    self.pool = pool
  }

  public var weightsPerOutput: Int { weights.count / biases.count }

  /// Whether sums take up to 48 bits. Then factors have mantissas of 15, and one rounding, half up,
  /// in either profile.
  public var hasLongSums: Bool { channelForm == .long }

  /// How the op takes rows, one at a time.
  public var rowFlow: RowFlow {
    var flow = geometry.rowFlow
    flow.parts = pool.rows
    return flow
  }

  /// The biases with what the input's zero point adds to the sums: Σ x·w is then enough.
  public func foldedBiases(zeroPoint: Int32) -> [Int] {
    biases.indices.map { channel in
      let count = weightsPerOutput
      let sum = weights[channel * count..<(channel + 1) * count].reduce(0) { $0 + Int($1) }
      return biases[channel] - Int(zeroPoint) * sum
    }
  }

  /// Takes the shortest form that holds biases and factors.
  ///
  /// - Parameter zeroPoint: of the input.
  public mutating func chooseChannelForm(zeroPoint: Int32) {
    guard !hasLongSums else { return }
    channelForm = ChannelStorage(holding: foldedBiases(zeroPoint: zeroPoint), factors)
  }
}

/// The order in which a file has weights: [output][tap], or [tap][output] for a depthwise kernel.
extension [Int8] {
  /// From the order of a program to that of a depthwise kernel; with outputs and taps exchanged, the
  /// way back.
  public func transposed(outputs: Int) -> [Int8] {
    let taps = count / outputs
    return (0..<taps).flatMap { tap in (0..<outputs).map { self[$0 * taps + tap] } }
  }
}

extension TensorGraph<Integers> {
  /// Whether op `index` runs as a depthwise convolution: of int8, one input channel an output.
  ///
  /// Four outputs of a single input channel are summed together sooner than one by one, by the prices
  /// of all devices.
  public func isDepthwise(_ index: Int) -> Bool {
    guard case .convolution(let convolution) = ops[index].operation,
      !isInt16(ops[index].edges[0].tensor), !ops[index].isInt16
    else { return false }
    let channels = inputShape(ofOp: index).channels
    return convolution.groups == channels
      && (channels > 1 || convolution.biases.count < Layout.tileChannels)
  }

  /// A convolution's weights in the order in which the file has them; none of other ops.
  public func storedWeights(ofOp index: Int) -> [Int8] {
    guard case .convolution(let convolution) = ops[index].operation else { return [] }
    return isDepthwise(index)
      ? convolution.weights.transposed(outputs: convolution.biases.count) : convolution.weights
  }
}
