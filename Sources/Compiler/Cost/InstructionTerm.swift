import Program

/// What instructions are counted by: each term has a price, which `Tools/device-figures` fits to
/// what an emulated device executes.
enum InstructionTerm: String, CaseIterable, Sendable {
  /// A call that pushes, or that ends the inputs.
  case call
  /// Rows that are taken at once, a value of theirs, and what a running estimate or a gain adds.
  case pushedRun, pushedValue, runningRun, runningSample, gainSample
  /// An op that is asked and cannot run, and one that passes the end of its input on.
  case refusal, end
  /// Any firing of an op, and what a convolution adds.
  case firing, setUp
  /// What a pace adds to rows that are taken at once, and to a firing.
  case pacedRun, pacedFiring
  /// A row of a convolution, or a channel of a depthwise one.
  case row
  /// Four output channels of a row, or one where groups or a rest leave one.
  case tile
  /// The sums of a tile at one column; rows of the window that lie one behind the other; products.
  case tileSums, tileRun, tileProduct, int16Product
  /// The same for a single channel.
  case channelSum, channelRun, channelProduct, int16ChannelProduct
  /// A value of a convolution's output.
  case output
  /// A weight that is looked at because its window touches the padding.
  case paddingWeight
  case depthwiseOutput, depthwiseRun, depthwiseProduct
  /// A value that starts a fused pool.
  case poolStart
  case poolOutput, poolTap
  /// A channel of a row that is added to the sums of an average, a value of it, and a mean.
  case averageSum, averageTap, averageOutput
  /// A row that a channel's window average goes through, and a value of it.
  case windowRow, windowTap
  case addition, concatenation, lookup, move, score
  /// A weight decoded, by its encoding, and what helps an entropy decoder to begin.
  case packedWeight, bitmapWeight, entropyWeight, entropyStart
}

extension IntegerProgram {
  /// The terms of one firing of an op, however many rows it computes.
  func firingTerms(ofOp index: Int, _ storage: WeightStorage) -> [InstructionTerm: Int] {
    guard case .convolution = ops[index].operation else { return [.firing: 1] }
    return decodingTerms(ofOp: index, storage).merging([.firing: 1, .setUp: 1]) { $1 }
  }

  /// The terms of decoding an op's weights as it fires.
  func decodingTerms(ofOp index: Int, _ storage: WeightStorage) -> [InstructionTerm: Int] {
    guard case .convolution(let convolution) = ops[index].operation, storage.isDecodedInFiring
    else { return [:] }
    let count = convolution.weights.count
    switch storage.encoding {
    case .dense: return [:]
    case .packed: return [.packedWeight: count]
    case .bitmap: return [.bitmapWeight: count]
    case .entropy: return [.entropyStart: 1, .entropyWeight: count]
    }
  }

  /// The terms of one row that an op computes, from a window that is all there.
  func terms(ofOp index: Int) -> [InstructionTerm: Int] {
    let op = ops[index]
    let input = rowShape(op.edges[0])
    var terms: [InstructionTerm: Int] = [:]
    switch op.operation {
    case .convolution(let convolution): return convolutionTerms(convolution, index)
    case .maxPool(let geometry), .averagePool(let geometry):
      terms[.poolOutput] = op.row.elements
      terms[.poolTap] = op.row.elements * geometry.kernelRows * geometry.kernelAcross
    case .globalAverage, .valueAverage, .scaledSum:
      terms[.averageSum] = input.channels
      terms[.averageTap] = input.elements
    case .windowAverage(let geometry, _):
      terms[.windowRow] = op.row.channels * geometry.kernelRows
      terms[.windowTap] = input.elements * geometry.kernelRows
      terms[.averageOutput] = op.row.elements
    case .concat: terms[.concatenation] = op.row.elements
    case .lookup: terms[.lookup] = op.row.elements
    case .flatten: terms[.move] = input.elements
    case .softmax, .gemmlowpSoftmax, .interpolatedSoftmax: terms[.score] = op.row.elements
    // A sum, or the nearest term that is fitted.
    default: terms[.addition] = op.row.elements
    }
    return terms
  }

  private func convolutionTerms(
    _ convolution: IntegerConvolution, _ index: Int
  ) -> [InstructionTerm: Int] {
    let op = ops[index]
    let geometry = convolution.geometry
    let input = rowShape(op.edges[0])
    let channels = op.row.channels
    let columns = op.row.width * convolution.pool.across
    var terms: [InstructionTerm: Int] = [:]
    if convolution.pool != .none { terms[.poolStart] = op.row.elements }
    if isDepthwise(index) {
      terms[.row] = channels
      terms[.depthwiseOutput] = columns * channels
      terms[.depthwiseRun] = columns * channels * geometry.kernelRows
      terms[.depthwiseProduct] = channels * geometry.kernelRows * geometry.tapsInside(input.width)
      terms[.paddingWeight] = paddingWeights(
        geometry.columnsOutside(input.width), convolution, index)
      return terms
    }
    // Outputs of int16 are computed channel by channel.
    let tiles = convolution.groups == 1 && !op.isInt16 ? channels / 4 : 0
    let rest = channels - 4 * tiles
    let isInt16 = isInt16(op.edges[0].tensor)
    // Rows of whole windows that lie one behind the other in the ring are taken together; about one
    // window in two lies across the ring's end.
    let joins =
      geometry.kernelAcross == input.width && convolution.groups == 1 && columns == 1
      && !op.isInt16
    let runs = joins ? (geometry.kernelRows > 1 ? 2 : 1) : geometry.kernelRows
    let taps = geometry.kernelRows * geometry.tapsInside(input.width)
    let products = taps * input.channels / convolution.groups
    terms[.row] = tiles + rest
    terms[.tile] = tiles
    terms[.tileSums] = columns * tiles
    terms[.tileRun] = columns * tiles * runs
    terms[isInt16 ? .int16Product : .tileProduct] = 4 * tiles * products
    terms[.channelSum] = columns * rest
    terms[.channelRun] = rest * (convolution.groups == 1 ? columns * runs : taps)
    terms[isInt16 ? .int16ChannelProduct : .channelProduct] = rest * products
    terms[.output] = columns * channels
    terms[.paddingWeight] = paddingWeights(geometry.columnsOutside(input.width), convolution, index)
    return terms
  }

  /// Weights that are looked at for the padding in so many columns of a row.
  private func paddingWeights(
    _ columns: Int, _ convolution: IntegerConvolution, _ index: Int
  ) -> Int {
    let op = ops[index]
    guard quantisation(op.edges[0].tensor).zeroPoint != 0, !op.isInt16 else { return 0 }
    return columns * op.row.channels * convolution.weightsPerOutput
  }

  /// What a row computed from a window that is not all there adds, and what each row that is missing
  /// takes away.
  func paddingTerms(
    ofOp index: Int
  ) -> (cutRow: [InstructionTerm: Int], missingRow: [InstructionTerm: Int]) {
    let op = ops[index]
    guard let geometry = op.operation.geometry else { return ([:], [:]) }
    let each: [InstructionTerm] = [
      .tileProduct, .int16Product, .channelProduct, .int16ChannelProduct, .depthwiseRun,
      .depthwiseProduct, .poolTap,
    ]
    let missing = terms(ofOp: index).filter { each.contains($0.key) }
      .mapValues { -$0 / geometry.kernelRows }
    guard case .convolution(let convolution) = op.operation else { return ([:], missing) }
    let columns = op.row.width * convolution.pool.across
    let whole = columns - geometry.columnsOutside(rowShape(op.edges[0]).width)
    return ([.paddingWeight: paddingWeights(max(0, whole), convolution, index)], missing)
  }

  /// The terms of rows of an input that are taken at once: of each run of them, and of each row.
  func terms(
    ofInput index: Int
  ) -> (run: [InstructionTerm: Int], row: [InstructionTerm: Int]) {
    let values = inputs[index].row.elements
    switch inputs[index].standardisation {
    case .fixed: return ([.pushedRun: 1], [.pushedValue: values])
    case .clip: return ([.pushedRun: 1], [.pushedValue: values, .gainSample: values])
    case .running:
      return ([.pushedRun: 1, .runningRun: 1], [.pushedValue: values, .runningSample: values])
    }
  }
}

extension Geometry {
  /// Taps of one kernel row over all columns that lie inside a row.
  fileprivate func tapsInside(_ width: Int) -> Int {
    (0..<outputWidth(width)).reduce(0) { $0 + tapsInside(width, column: $1) }
  }

  /// Columns whose window leaves the row.
  fileprivate func columnsOutside(_ width: Int) -> Int {
    (0..<outputWidth(width)).count { tapsInside(width, column: $0) < kernelAcross }
  }

  private func tapsInside(_ width: Int, column: Int) -> Int {
    let first = column * strideAcross - padLeft
    return max(0, min(kernelAcross, width - first) - max(0, -first))
  }
}
