import FixedPoint
public import ModelFormat
public import Program

extension IntegerProgram {
  /// What a file computes.
  public init(reading model: Model) {
    let reader = ProgramReader(model)
    self.init(
      name: reader.name, rounding: model.profile == .single ? .single : .tflm,
      inputs: reader.inputs(), ops: reader.ops(), quantisations: reader.quantisations(),
      labels: (0..<model.labelCount).map { reader.text(model.label($0)) })
  }
}

/// Rebuilds a program from a file.
private struct ProgramReader: ~Escapable {
  private let model: Model

  @_lifetime(copy model)
  init(_ model: Model) {
    self.model = model
  }

  var name: String { text(model.provenance) }

  func text(_ section: Section) -> String {
    let bytes = model.bytes.extracting(section.offset..<section.end)
    var utf8: [UInt8] = []
    for index in bytes.indices { utf8.append(bytes[index]) }
    return String(decoding: utf8, as: UTF8.self)
  }

  private func tensorName(_ index: Int) -> String {
    model.nameCount > 0 ? text(model.name(index)) : "tensor \(index)"
  }

  func inputs() -> [ProgramInput] {
    (0..<model.inputCount).map { index in
      let record = model.input(index)
      let standardisation: Standardisation =
        switch record.standardisation {
        case .fixed: .fixed
        case .clip: .clip(minimumDeviationQ4: record.minimumDeviationQ4)
        case .running:
          .running(
            minimumDeviationQ4: record.minimumDeviationQ4,
            initialDeviationQ4: record.initialDeviationQ4)
        }
      return ProgramInput(
        name: tensorName(index), row: row(index), isWide: model.tensor(index).elementBytes == 2,
        samplesPerSecond: record.samplesPerSecond, fixedRows: record.fixedRows,
        minimumRows: record.minimumRows, standardisation: standardisation)
    }
  }

  func quantisations() -> [Quantisation] {
    (0..<model.tensorCount).map {
      let tensor = model.tensor($0)
      return Quantisation(scale: tensor.scale, zeroPoint: tensor.zeroPoint)
    }
  }

  func ops() -> [ProgramOp] {
    (0..<model.opCount).map { index in
      let op = model.op(index)
      let edges = (op.firstEdge..<op.firstEdge + op.edgeCount).map { edge in
        let record = model.edge(edge)
        return ProgramEdge(
          tensor: record.tensor, isTransposed: record.isTransposed,
          factor: factor(record.multiplier))
      }
      let output = model.output(ofOp: index)
      return ProgramOp(
        name: tensorName(output), operation: operation(op, index), edges: edges,
        row: row(output), isWide: model.tensor(output).elementBytes == 2,
        lowest: op.isWide ? op.wideLowest : Int16(op.lowest),
        highest: op.isWide ? op.wideHighest : Int16(op.highest))
    }
  }

  private func row(_ tensor: Int) -> RowShape {
    RowShape(width: model.tensor(tensor).width, channels: model.tensor(tensor).channels)
  }

  private func factor(_ multiplier: Multiplier) -> ScaleFactor {
    ScaleFactor(q31: multiplier.q31, shift: Int(multiplier.shift))
  }

  private func operation(_ op: OpRecord, _ index: Int) -> ProgramOperation {
    let geometry = Geometry(
      kernelRows: op.kernelRows, kernelAcross: op.kernelAcross, strideRows: op.strideRows,
      strideAcross: op.strideAcross, padBefore: op.padBefore, padAfter: op.padAfter,
      padLeft: op.padLeft, padRight: op.padRight)
    switch op.kind {
    case .convolution, .depthwise: return .convolution(convolution(op, index, geometry))
    case .maxPool: return .maxPool(geometry)
    case .averagePool: return .averagePool(geometry)
    case .globalAverage: return .globalAverage(factor(op.multiplier))
    case .valueAverage: return .valueAverage
    case .scaledSum: return .scaledSum(factor(op.multiplier))
    case .multiply: return .multiply(factor(op.multiplier))
    case .windowAverage: return .windowAverage(geometry, factor(op.multiplier))
    case .add: return .add(factor(op.multiplier))
    case .concat: return .concat
    case .lookup:
      let table = (0..<Layout.lookupEntries).map {
        Int8(bitPattern: model.bytes[op.weights + ($0 + 128) % 256])
      }
      return .lookup(.table(table))
    case .flatten:
      return .flatten(rows: op.kernelRows, order: flattenOrder(op))
    case .softmax:
      return .softmax(
        exponentials: (0..<op.weightBytes / Layout.exponentialBytes).map {
          model.bytes.uint16(at: op.weights + $0 * Layout.exponentialBytes)
        })
    case .gemmlowpSoftmax:
      return .gemmlowpSoftmax(
        exponentials: (0..<op.weightBytes / Layout.wideExponentialBytes).map {
          model.bytes.int32(at: op.weights + $0 * Layout.wideExponentialBytes)
        })
    case .rescale:
      return .rescale(
        positive: factor(op.multiplier), negative: factor(model.edge(op.firstEdge).multiplier))
    case .logistic, .hyperbolicTangent:
      return .sigmoid(
        ProgramSigmoid(
          isTanh: op.kind == .hyperbolicTangent, multiplier: op.multiplier.q31,
          shift: Int(op.multiplier.shift),
          table: (0..<Layout.sigmoidEntries).map { model.bytes.uint16(at: op.weights + 2 * $0) }))
    case .interpolatedSoftmax:
      let count = Layout.interpolationEntries
      let table = (0..<2 * count).map {
        Int16(bitPattern: model.bytes.uint16(at: op.weights + 2 * $0))
      }
      return .interpolatedSoftmax(
        ProgramSoftmax(
          factor: factor(op.multiplier), exponentials: Array(table[..<count]),
          reciprocals: Array(table[count...])))
    }
  }

  private func flattenOrder(_ op: OpRecord) -> FlattenOrder {
    if op.strideAcross == op.kernelRows && op.strideRows == 1 { return .channelsColumnsRows }
    return op.kernelAcross == 1 && op.strideAcross > 1 ? .rowsColumnsChannels : .channelsRowsColumns
  }

  private func convolution(
    _ op: OpRecord, _ index: Int, _ geometry: Geometry
  ) -> ProgramConvolution {
    let outputs = model.tensor(model.output(ofOp: index)).channels
    let source = model.source(ofEdge: op.firstEdge)
    let weights = weights(
      of: op, count: model.weightCount(op, source, model.tensor(model.output(ofOp: index))))
    let count = weights.count / outputs
    let zeroPoint = Int(source.zeroPoint)
    var result = ProgramConvolution(
      geometry: geometry, groups: op.groups, weights: [], biases: [], factors: [],
      hasLongSums: op.hasLongSums, largestWeight: op.largestWeight,
      pool: PoolSize(rows: op.poolRows, across: op.poolAcross))
    for channel in 0..<outputs {
      var sum = 0
      for tap in 0..<count {
        let position = op.kind == .depthwise ? tap * outputs + channel : channel * count + tap
        let weight = weights[position]
        result.weights.append(weight)
        sum += Int(weight)
      }
      if op.hasLongSums {
        let parameters = model.longChannel(op, channel)
        result.biases.append(Int(parameters.bias))
        result.factors.append(
          ScaleFactor(
            q31: parameters.factor.q15 << 16, shift: Int(parameters.factor.shift)))
      } else {
        let bias = Int(model.bias(op, channel)) + zeroPoint * sum
        result.biases.append(Int(Int32(truncatingIfNeeded: bias)))
        result.factors.append(factor(model.multiplier(op, channel, of: outputs)))
      }
    }
    return result
  }

  /// The weights in the order in which they are stored.
  private func weights(of op: OpRecord, count: Int) -> [Int8] {
    var memory = [UInt8](repeating: 0, count: op.bucketBytes + count)
    var arena = memory.mutableSpan
    var stream = WeightStream(model, op, count: count, buckets: 0, in: &arena)
    stream.decode(count, into: &arena, at: op.bucketBytes, buckets: 0)
    return memory.dropFirst(op.bucketBytes).map { Int8(bitPattern: $0) }
  }
}
