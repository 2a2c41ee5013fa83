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
  /// A row of a convolution, for each of its tiles, and a tile: channels that are computed together.
  case row, tile
  /// A window that is laid, runs of values in it, and its taps, of int8 or int16. Windows at edges, of
  /// int16 and of groups take longer.
  case window, windowRun, edgeWindow, edgeRun, windowValue, windowInt16
  /// A call for up to four positions. A channel at four of them, rounded once, rounded twice, or with
  /// a pool behind it; four of its taps, and a rest of taps.
  case batch, batchChannel, batchChannelTwice, pooledChannel, batchTaps, batchInt16, batchRest
  /// A position that fills no batch; a channel there, and four of its taps.
  case lane, laneChannel, laneTaps, laneInt16
  /// Of a pointwise convolution of one channel: a channel of a row, and a value, rounded once or twice.
  case singleChannel, singleValue, singleValueTwice
  /// With sparse weights: a window, runs of values in it, a tap; a call, a channel of it, entries at up
  /// to eight positions and at up to four, values that are given and those behind a pool.
  case sparseWindow, sparseRun, sparseValue, sparseBatch, sparseChannel, sparseEight, sparseFour,
    sparseOutput, sparsePooled
  /// The sums of a channel of int16 at one column; runs of values, products, outputs.
  case channelSum, channelRun, channelProduct, int16ChannelProduct, output
  /// A weight that is looked at because its window touches the padding.
  case paddingWeight
  /// A channel of a depthwise row, and a column of sixteen channels.
  case depthwiseChannel, depthwiseBlock
  /// Where what lies under the kernel is copied: a column of sixteen channels; a channel of a firing, a
  /// row of it, a value rounded once or twice.
  case copiedColumn, copiedChannel, copiedRow, copiedOutput, copiedOutputTwice
  /// An output, a row of the kernel and a tap there; of kernels up to three by three.
  case depthwiseOutput, depthwiseRun, depthwiseProduct, smallOutput, smallTap
  /// A value that starts a fused pool.
  case poolStart
  /// An output of a pool and a value under its kernel: of averages, and of a maximum.
  case poolOutput, poolTap, maximum, maximumTap
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
    case .dense, .sparse: return [:]
    case .packed: return [.packedWeight: count]
    case .bitmap: return [.bitmapWeight: count]
    case .entropy: return [.entropyStart: 1, .entropyWeight: count]
    }
  }

  /// The terms of rows that an op computes in one firing, from windows that are all there.
  ///
  /// - Parameter sparseEntries: of sparse weights, where they have been counted.
  func terms(
    ofOp index: Int, rows: Int, _ storage: WeightStorage, sparseEntries: Int? = nil
  ) -> [InstructionTerm: Int] {
    if case .convolution(let convolution) = ops[index].operation {
      return terms(of: convolution, index, rows: rows, storage, sparseEntries: sparseEntries)
    }
    return rowTerms(ofOp: index).mapValues { $0 * rows }
  }

  private func rowTerms(ofOp index: Int) -> [InstructionTerm: Int] {
    let op = ops[index]
    let input = rowShape(op.edges[0])
    var terms: [InstructionTerm: Int] = [:]
    switch op.operation {
    case .maxPool(let geometry) where !op.isInt16:
      terms[.maximum] = op.row.elements
      terms[.maximumTap] = op.row.elements * geometry.kernelRows * geometry.kernelAcross
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

  /// What a row computed from a window that is not all there adds, and what each row that is missing
  /// takes away.
  func paddingTerms(
    ofOp index: Int
  ) -> (cutRow: [InstructionTerm: Int], missingRow: [InstructionTerm: Int]) {
    let op = ops[index]
    guard let geometry = op.operation.geometry else { return ([:], [:]) }
    let each: [InstructionTerm] = [
      .channelProduct, .int16ChannelProduct, .depthwiseRun, .depthwiseProduct, .smallTap,
      .poolTap, .maximumTap,
    ]
    let missing = terms(ofOp: index, rows: 1, WeightStorage()).filter { each.contains($0.key) }
      .mapValues { -$0 / geometry.kernelRows }
    guard case .convolution(let convolution) = op.operation, isDepthwise(index) else {
      return ([:], missing)
    }
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
