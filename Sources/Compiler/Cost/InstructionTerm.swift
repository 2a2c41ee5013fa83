import Program

/// What instructions are counted by: each term has a price, which `Tools/device-figures` fits to
/// what an emulated device executes.
enum InstructionTerm: String, CaseIterable, Sendable {
  /// Any firing of an op.
  case firing
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
  case depthwiseOutput, depthwiseRun, depthwiseProduct, depthwiseWeight
  /// A value that starts a fused pool.
  case poolStart
  case poolOutput, poolTap
  case averageTap, averageOutput
  case addition, concatenation, lookup, move, score
  /// A weight decoded, by its encoding, and what helps an entropy decoder to begin.
  case packedWeight, bitmapWeight, entropyWeight, entropyStart
  /// A row pushed, and a sample of it that is standardised with a running estimate or with a gain.
  case pushedRow, runningSample, gainSample
}

extension IntegerProgram {
  /// The terms of one firing of an op, however many rows it computes.
  func firingTerms(ofOp index: Int, _ storage: WeightStorage) -> [InstructionTerm: Int] {
    guard case .convolution(let convolution) = ops[index].operation, storage.isDecodedInFiring
    else { return [.firing: 1] }
    let count = convolution.weights.count
    switch storage.encoding {
    case .dense: return [.firing: 1]
    case .packed: return [.firing: 1, .packedWeight: count]
    case .bitmap: return [.firing: 1, .bitmapWeight: count]
    case .entropy: return [.firing: 1, .entropyStart: 1, .entropyWeight: count]
    }
  }

  /// The terms of one row that an op computes; padding counts as if it were data.
  func terms(ofOp index: Int) -> [InstructionTerm: Int] {
    let op = ops[index]
    let input = rowShape(op.edges[0])
    var terms: [InstructionTerm: Int] = [:]
    switch op.operation {
    case .convolution(let convolution): return convolutionTerms(convolution, index)
    case .maxPool(let geometry), .averagePool(let geometry):
      terms[.poolOutput] = op.row.elements
      terms[.poolTap] = op.row.elements * geometry.kernelRows * geometry.kernelAcross
    case .globalAverage, .valueAverage, .scaledSum: terms[.averageTap] = input.elements
    case .windowAverage(let geometry, _):
      terms[.averageTap] = input.elements * geometry.kernelRows
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
    let weights = convolution.weightsPerOutput
    var terms: [InstructionTerm: Int] = [:]
    if convolution.pool != .none { terms[.poolStart] = op.row.elements }
    if isDepthwise(index) {
      terms[.row] = channels
      terms[.depthwiseOutput] = columns * channels
      terms[.depthwiseRun] = columns * channels * geometry.kernelRows
      terms[.depthwiseProduct] = channels * geometry.kernelRows * geometry.tapsInside(input.width)
      terms[.depthwiseWeight] = channels * weights
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
    if quantisation(op.edges[0].tensor).zeroPoint != 0 {
      terms[.paddingWeight] = geometry.columnsOutside(input.width) * channels * weights
    }
    return terms
  }

  /// The terms of pushing one row into an input.
  func terms(ofInput index: Int) -> [InstructionTerm: Int] {
    switch inputs[index].standardisation {
    case .fixed: [.pushedRow: 1]
    case .clip: [.pushedRow: 1, .gainSample: 1]
    case .running: [.pushedRow: 1, .runningSample: 1]
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
