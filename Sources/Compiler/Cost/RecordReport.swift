import Basics
import ModelFormat
import Program

/// All numbers of an op in a file; of weights, channels and tables a checksum (FNV-1a), by which two
/// readers can be compared.
public struct RecordReport: Equatable, Sendable, Encodable {
  /// Of the output.
  public var element: String
  public var scale: Float
  public var zeroPoint: Int
  /// The clamp.
  public var lowest: Int
  public var highest: Int
  /// q31 and shift of each factor: those of the payload, then those of the edges.
  public var factors: [[Int]]
  /// The fields of the window, in the payload's order.
  public var window: [Int]?
  public var convolution: ConvolutionReport?
  /// Over the bytes of the table.
  public var tableChecksum: UInt32?
}

/// What a convolution has beside its window.
public struct ConvolutionReport: Equatable, Sendable, Encodable {
  public var groups: Int
  public var strip: Int
  public var pool: [Int]
  public var channelForm: String
  public var largestWeight: Int
  /// Over the weights as int8: [output][row][tap][input].
  public var weightChecksum: UInt32
  /// Over the unfolded bias as int64, q31 as int32 and the shift as int8 of each channel; the long
  /// form has q15 · 2¹⁶ for q31.
  public var channelChecksum: UInt32
}

extension RecordReport {
  /// - Parameter program: what the model computes.
  init(_ model: Model, _ index: Int, _ program: IntegerProgram) {
    let op = model.op(index)
    let tensor = model.tensor(model.output(ofOp: index))
    element = tensor.elementBytes == 2 ? "int16" : "int8"
    scale = tensor.scale
    zeroPoint = Int(tensor.zeroPoint)
    lowest = Int(op.lowest)
    highest = Int(op.highest)
    let multipliers =
      op.kind.factorPlaces.map { op.factor(at: $0) } + op.edges.map { model.edge($0).multiplier }
    factors = multipliers.map { [Int($0.q31), Int($0.shift)] }
    let operation = program.ops[index].operation
    window = operation.geometry?.fields
    convolution = operation.convolution.map { ConvolutionReport(op.convolution, $0) }
    tableChecksum = op.kind.tablePlace.map {
      RowChecksum(of: model.content(op.table(at: $0))).value
    }
  }
}

extension ConvolutionReport {
  fileprivate init(_ record: ConvolutionRecord, _ convolution: IntegerConvolution) {
    groups = record.groups
    strip = record.strip
    pool = [record.poolRows, record.poolAcross]
    channelForm = "\(record.form)"
    largestWeight = record.largestWeight
    weightChecksum = RowChecksum(of: convolution.weights.map { UInt8(bitPattern: $0) }).value
    var channels = ByteWriter()
    for (bias, factor) in zip(convolution.biases, convolution.factors) {
      channels.append(Int64(bias))
      channels.append(factor.q31)
      channels.append(Int8(factor.shift))
    }
    channelChecksum = RowChecksum(of: channels.bytes).value
  }
}

extension RowChecksum {
  fileprivate init(of bytes: [UInt8]) {
    self.init()
    for byte in bytes { add(byte) }
  }
}

extension OpKind {
  /// Where factors stand in the payload.
  fileprivate var factorPlaces: [Int] {
    switch self {
    case .convolution, .depthwise, .maxPool, .averagePool, .concat, .lookup, .flatten, .softmax,
      .gemmlowpSoftmax:
      []
    case .windowAverage: [Layout.WindowAverage.factor]
    case .rescale: [Layout.Rescale.positive, Layout.Rescale.negative]
    default: [0]
    }
  }
}
