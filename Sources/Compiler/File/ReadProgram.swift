public import ModelFormat
public import Program

extension IntegerProgram {
  /// What a file computes.
  public init(reading model: Model) {
    let names = (0..<model.tensorCount).map {
      model.nameCount > 0 ? model.text(model.name($0)) : "tensor \($0)"
    }
    self.init(
      name: model.text(model.provenance), rounding: model.rounding,
      inputs: (0..<model.inputCount).map { Input(reading: model, $0, name: names[$0]) },
      ops: (0..<model.opCount).map {
        Op(reading: model, $0, name: names[model.output(ofOp: $0)])
      }, labels: (0..<model.labelCount).map { model.text(model.label($0)) })
  }
}

extension Model {
  func content(_ section: Section) -> [UInt8] {
    (section.offset..<section.end).map { bytes[$0] }
  }

  fileprivate func text(_ section: Section) -> String {
    String(decoding: content(section), as: UTF8.self)
  }
}

extension TensorRecord {
  fileprivate var row: RowShape { RowShape(width: width, channels: channels) }
  fileprivate var quantisation: Quantisation { Quantisation(scale: scale, zeroPoint: zeroPoint) }
}

extension IntegerProgram.Input {
  fileprivate init(reading model: Model, _ index: Int, name: String) {
    let (record, tensor) = (model.input(index), model.tensor(index))
    let standardisation: Standardisation =
      switch record.standardisation {
      case .fixed: .fixed
      case .clip: .clip(minimumDeviationQ4: record.minimumDeviationQ4)
      case .running:
        .running(
          minimumDeviationQ4: record.minimumDeviationQ4,
          initialDeviationQ4: record.initialDeviationQ4)
      }
    self.init(
      name: name, row: tensor.row, isInt16: tensor.elementBytes == 2,
      samplesPerSecond: record.samplesPerSecond > 0 ? record.samplesPerSecond : nil,
      fixedRows: record.fixedRows > 0 ? record.fixedRows : nil,
      minimumRows: record.minimumRows, standardisation: standardisation,
      quantisation: tensor.quantisation)
  }
}

extension IntegerProgram.Op {
  fileprivate init(reading model: Model, _ index: Int, name: String) {
    let (op, tensor) = (model.op(index), model.tensor(model.output(ofOp: index)))
    let edges = op.edges.map { edge in
      let record = model.edge(edge)
      return IntegerProgram.Edge(
        tensor: record.tensor, isTransposed: record.isTransposed,
        factor: ScaleFactor(record.multiplier))
    }
    self.init(
      name: name, operation: IntegerOperation(reading: model, index), edges: edges,
      row: tensor.row, quantisation: tensor.quantisation,
      isInt16: tensor.elementBytes == 2, lowest: op.lowest, highest: op.highest)
  }
}

extension IntegerConvolution {
  init(reading model: Model, _ index: Int) {
    let op = model.op(index)
    let record = op.convolution
    let outputs = model.tensor(model.output(ofOp: index)).channels
    let count = model.weightCount(index)
    let stored =
      record.encoding == .sparse
      ? EncodedWeights.weights(
        sparse: record.storedBytes(model), channels: outputs, taps: count / outputs)
      : record.decodedWeights(model, count: count)
    let weights =
      op.kind == .depthwise ? stored.transposed(outputs: stored.count / outputs) : stored
    let form = ChannelStorage(reading: record)
    self.init(
      geometry: Geometry(reading: op.window), groups: record.groups, weights: weights,
      biases: [Int](repeating: 0, count: outputs), factors: [], channelForm: form,
      largestWeight: record.largestWeight,
      pool: PoolSize(rows: record.poolRows, across: record.poolAcross))
    guard form != .long else {
      let channels = (0..<outputs).map { model.longChannel(record, $0) }
      biases = channels.map { Int($0.bias) }
      factors = channels.map {
        ScaleFactor(q31: $0.factor.q15 << 16, shift: Int($0.factor.shift))
      }
      return
    }
    var table = ChannelTable(record, channels: outputs)
    let parameters = (0..<outputs).map { table.channel($0, in: model.bytes) }
    // What folding takes from biases of 0 is what unfolding adds.
    let folded = foldedBiases(zeroPoint: model.source(ofEdge: op.firstEdge).zeroPoint)
    biases = (0..<outputs).map { channel in
      Int(Int32(truncatingIfNeeded: Int(parameters[channel].bias) - folded[channel]))
    }
    factors = (0..<outputs).map { ScaleFactor(parameters[$0].multiplier) }
  }
}

extension ConvolutionRecord {
  fileprivate func storedBytes(_ model: Model) -> [UInt8] {
    (weights..<weights + weightBytes).map { model.bytes[$0] }
  }

  /// The weights in the order in which they are stored.
  fileprivate func decodedWeights(_ model: Model, count: Int) -> [Int8] {
    var memory = [UInt8](repeating: 0, count: bucketBytes + count)
    var arena = memory.mutableSpan
    var stream = WeightStream(model, self, count: count, buckets: 0, in: &arena)
    stream.decode(count, into: &arena, at: bucketBytes)
    return memory.dropFirst(bucketBytes).map { Int8(bitPattern: $0) }
  }
}
