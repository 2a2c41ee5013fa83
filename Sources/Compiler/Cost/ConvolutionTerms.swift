import ModelFormat
import Program

/// What convolutions are counted by.
extension IntegerProgram {
  /// The terms of rows that a convolution computes in one firing, from windows that are all there.
  func terms(
    of convolution: IntegerConvolution, _ index: Int, rows: Int, _ storage: WeightStorage,
    sparseEntries: Int?
  ) -> [InstructionTerm: Int] {
    var terms: [InstructionTerm: Int] = [:]
    if copiesRows(index, storage) {
      return copiedTerms(convolution, index, rows: rows)
    } else if isDepthwise(index) {
      terms = depthwiseTerms(convolution, index)
    } else if ops[index].isInt16 {
      terms = int16Terms(convolution, index)
    } else if storage.encoding == .sparse {
      return sparseTerms(
        convolution, index, rows: rows, entries: sparseEntries ?? self.sparseEntries(ofOp: index))
    } else if hasSingleTap(convolution, index) {
      return singleTerms(convolution, index, rows: rows)
    } else {
      return batchTerms(convolution, index, rows: rows, storage)
    }
    return terms.mapValues { $0 * rows }
  }

  private func columns(_ convolution: IntegerConvolution, _ index: Int) -> Int {
    ops[index].row.width * convolution.pool.across
  }

  /// Positions are taken four at a time, over all rows; those that are left one by one.
  private func batchTerms(
    _ convolution: IntegerConvolution, _ index: Int, rows: Int, _ storage: WeightStorage
  ) -> [InstructionTerm: Int] {
    let op = ops[index]
    let channels = op.row.channels
    let taps = convolution.weightsPerOutput
    // A rest of taps takes as long as four of them, and some time more.
    let chunks = (taps + 3) / 4
    let together =
      storage.isDecodedInFiring
      ? channelsDecoded(convolution, ofOp: index) : channels / convolution.groups
    let tiles = (channels / convolution.groups + together - 1) / together * convolution.groups
    let positions = rows * columns(convolution, index)
    let batches = storage.isAlone ? 0 : positions / Layout.windowsTogether
    let rest = positions - batches * Layout.windowsTogether
    let runs = windowRuns(convolution, index)
    let isInt16 = isInt16(op.edges[0].tensor)
    var terms: [InstructionTerm: Int] = [:]
    if convolution.pool != .none {
      terms[.poolStart] = op.row.elements * rows / convolution.pool.rows
    }
    terms[.row] = tiles * rows
    terms[.tile] = tiles
    let atEdges =
      isInt16 || convolution.groups > 1
      ? positions
      : min(
        positions, rows * convolution.geometry.columnsOutside(rowShape(op.edges[0]).width))
    terms[.window] = tiles * (positions - atEdges)
    terms[.windowRun] = tiles * (positions - atEdges) * runs
    terms[.edgeWindow] = tiles * atEdges
    terms[.edgeRun] = tiles * atEdges * runs
    terms[isInt16 ? .windowInt16 : .windowValue] = tiles * positions * taps
    terms[.batch] = tiles * (batches + (rest > 0 ? 1 : 0))
    let channel: InstructionTerm =
      rounding == .tflm
      ? .batchChannelTwice : convolution.pool == .none ? .batchChannel : .pooledChannel
    terms[channel] = batches * channels
    terms[isInt16 ? .batchInt16 : .batchTaps] = batches * channels * chunks
    terms[.batchRest] = taps % 4 == 0 ? 0 : batches * channels
    terms[.lane] = tiles * rest
    terms[.laneChannel] = rest * channels
    terms[isInt16 ? .laneInt16 : .laneTaps] = rest * channels * chunks
    return terms
  }

  private func hasSingleTap(_ convolution: IntegerConvolution, _ index: Int) -> Bool {
    let edge = ops[index].edges[0]
    let geometry = convolution.geometry
    return convolution.weightsPerOutput == 1 && rowShape(edge).channels == 1
      && !isInt16(edge.tensor) && geometry.padBefore == 0 && geometry.padLeft == 0
      && geometry.padRight == 0
  }

  /// Channel by channel, a row at once.
  private func singleTerms(
    _ convolution: IntegerConvolution, _ index: Int, rows: Int
  ) -> [InstructionTerm: Int] {
    let channels = ops[index].row.channels
    var terms: [InstructionTerm: Int] = [
      .row: rows, .tile: 1, .singleChannel: rows * channels,
      (rounding == .tflm ? .singleValueTwice : .singleValue): rows * columns(convolution, index)
        * channels,
    ]
    if convolution.pool != .none {
      terms[.poolStart] = ops[index].row.elements * rows / convolution.pool.rows
    }
    return terms
  }

  /// Runs of values in a window.
  ///
  /// Rows of whole windows that lie one behind the other in the ring are laid together; about one window
  /// in two lies across the ring's end.
  private func windowRuns(_ convolution: IntegerConvolution, _ index: Int) -> Int {
    let geometry = convolution.geometry
    guard convolution.groups == 1 else { return geometry.kernelRows * geometry.kernelAcross }
    let joins = geometry.kernelAcross == rowShape(ops[index].edges[0]).width
    return joins ? min(2, geometry.kernelRows) : geometry.kernelRows
  }

  /// Positions are taken eight at a time, over all rows; those that are left, together.
  private func sparseTerms(
    _ convolution: IntegerConvolution, _ index: Int, rows: Int, entries: Int
  ) -> [InstructionTerm: Int] {
    let op = ops[index]
    let channels = op.row.channels
    let positions = rows * columns(convolution, index)
    let rest = positions % Layout.sparsePositions
    let isFew = rest > 0 && rest <= Layout.sparsePositions / 2
    let eights = positions / Layout.sparsePositions + (rest > 0 && !isFew ? 1 : 0)
    let fours = isFew ? 1 : 0
    var terms: [InstructionTerm: Int] = [
      .row: rows, .tile: 1, .sparseWindow: positions,
      .sparseRun: positions * windowRuns(convolution, index),
      .sparseValue: positions * convolution.weightsPerOutput,
      .sparseBatch: eights + fours, .sparseChannel: (eights + fours) * channels,
      .sparseEight: eights * entries, .sparseFour: fours * entries,
    ]
    if convolution.pool == .none {
      terms[.sparseOutput] = positions * channels
    } else {
      terms[.poolStart] = op.row.elements * rows / convolution.pool.rows
      terms[.sparsePooled] = positions * channels
    }
    return terms
  }

  private func depthwiseTerms(
    _ convolution: IntegerConvolution, _ index: Int
  ) -> [InstructionTerm: Int] {
    let op = ops[index]
    let geometry = convolution.geometry
    let input = rowShape(op.edges[0])
    let channels = op.row.channels
    let columns = columns(convolution, index)
    var terms: [InstructionTerm: Int] = [:]
    if convolution.pool != .none { terms[.poolStart] = op.row.elements }
    terms[.depthwiseChannel] = channels
    terms[.depthwiseBlock] = columns * ((channels + 15) / 16)
    let taps = channels * geometry.kernelRows * geometry.tapsInside(input.width)
    let isSmall =
      geometry.kernelRows <= 3 && geometry.kernelAcross <= 3 && geometry.strideAcross <= 2
      && geometry.padLeft <= 1 && convolution.pool == .none && input.channels == channels
    if isSmall {
      terms[.smallOutput] = columns * channels
      terms[.smallTap] = taps
    } else {
      terms[.depthwiseOutput] = columns * channels
      terms[.depthwiseRun] = columns * channels * geometry.kernelRows
      terms[.depthwiseProduct] = taps
    }
    terms[.paddingWeight] = paddingWeights(geometry.columnsOutside(input.width), convolution, index)
    return terms
  }

  /// All rows of a channel one after the other.
  private func copiedTerms(
    _ convolution: IntegerConvolution, _ index: Int, rows: Int
  ) -> [InstructionTerm: Int] {
    let op = ops[index]
    let geometry = convolution.geometry
    let channels = op.row.channels
    let copiedRows = (rows - 1) * geometry.strideRows + geometry.kernelRows
    return [
      .copiedColumn: copiedRows * (op.row.width + 2) * ((channels + 15) / 16),
      .copiedChannel: channels, .copiedRow: rows * channels,
      (rounding == .tflm ? .copiedOutputTwice : .copiedOutput): rows * op.row.width * channels,
    ]
  }

  /// Outputs of int16 are computed channel by channel.
  private func int16Terms(
    _ convolution: IntegerConvolution, _ index: Int
  ) -> [InstructionTerm: Int] {
    let op = ops[index]
    let geometry = convolution.geometry
    let input = rowShape(op.edges[0])
    let channels = op.row.channels
    let columns = columns(convolution, index)
    let taps = geometry.kernelRows * geometry.tapsInside(input.width)
    let products = channels * taps * input.channels / convolution.groups
    return [
      .row: channels, .channelSum: columns * channels,
      .channelRun: channels * (convolution.groups == 1 ? columns * geometry.kernelRows : taps),
      (isInt16(op.edges[0].tensor) ? .int16ChannelProduct : .channelProduct): products,
      .output: columns * channels,
    ]
  }

  /// Weights that are looked at for the padding in so many columns of a row.
  func paddingWeights(
    _ columns: Int, _ convolution: IntegerConvolution, _ index: Int
  ) -> Int {
    let op = ops[index]
    guard quantisation(op.edges[0].tensor).zeroPoint != 0, isDepthwise(index) else { return 0 }
    return columns * op.row.channels * convolution.weightsPerOutput
  }
}

extension Geometry {
  /// Taps of one kernel row over all columns that lie inside a row.
  fileprivate func tapsInside(_ width: Int) -> Int {
    (0..<outputWidth(width)).reduce(0) { $0 + tapsInside(width, column: $1) }
  }

  /// Columns whose window leaves the row.
  func columnsOutside(_ width: Int) -> Int {
    (0..<outputWidth(width)).count { tapsInside(width, column: $0) < kernelAcross }
  }

  private func tapsInside(_ width: Int, column: Int) -> Int {
    let first = column * strideAcross - padLeft
    return max(0, min(kernelAcross, width - first) - max(0, -first))
  }
}
