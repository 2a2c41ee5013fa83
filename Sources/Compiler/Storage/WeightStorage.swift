public import ModelFormat
import Program

/// How a convolution's weights stand in the file and come to its kernel.
public struct WeightStorage: Equatable, Sendable {
  public var encoding: WeightEncoding
  /// Encoded weights are decoded once, into the arena.
  public var isResident: Bool
  /// Rows that the op computes in one firing, for which its weights are decoded once.
  public var strip: Int
  /// Whether positions are computed one by one, with a window for one.
  public var isAlone: Bool

  public init(
    _ encoding: WeightEncoding = .dense, isResident: Bool = false, strip: Int = 1,
    isAlone: Bool = false
  ) {
    self.encoding = encoding
    self.isResident = isResident
    self.strip = strip
    self.isAlone = isAlone
  }

  /// Whether weights are decoded whenever the op runs.
  var isDecodedInFiring: Bool { encoding.isDecoded && !isResident }
}

extension [WeightStorage] {
  /// How the ops of a file are stored.
  public init(reading model: Model) {
    self = (0..<model.opCount).map { index in
      guard model.op(index).kind.isConvolution else { return WeightStorage() }
      let op = model.op(index).convolution
      return WeightStorage(
        op.encoding, isResident: op.isResident, strip: op.strip, isAlone: op.isAlone)
    }
  }
}

extension IntegerProgram {
  /// Bytes of arena that op `index` decodes its weights into, with what the decoder needs.
  func decodedBytes(ofOp index: Int, _ storage: WeightStorage) -> Int {
    guard case .convolution(let convolution) = ops[index].operation, storage.encoding.isDecoded
    else { return 0 }
    let buckets = storage.encoding == .entropy ? Layout.Entropy.bucketBytes : 0
    if storage.isResident || isDepthwise(index) { return buckets + convolution.weights.count }
    return buckets + channelsDecoded(convolution, ofOp: index) * convolution.weightsPerOutput
  }

  /// Output channels of op `index` whose weights are decoded together as it fires.
  func channelsDecoded(_ convolution: IntegerConvolution, ofOp index: Int) -> Int {
    convolution.groups == 1 && ops[index].row.channels >= Layout.tileChannels
      ? Layout.tileChannels : 1
  }
}
