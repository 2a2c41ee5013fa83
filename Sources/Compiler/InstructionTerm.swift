import Lowering
import Program

/// What instructions are counted by: each term has a price, which `Tools/instructions` fits to
/// what an emulated device executes.
enum InstructionTerm: String, CaseIterable, Sendable {
  /// Any firing of an op.
  case firing
  /// Four output channels at one position, each kernel row of them, and its products, of one
  /// group; and the same for a single channel of several groups.
  case tile, tileRow, tileProduct, wideProduct, channel, channelRun, channelProduct
  case depthwiseOutput, depthwiseProduct
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
    case .convolution(let convolution):
      let columns = op.row.width * convolution.pool.across
      let products = columns * convolution.weights.count
      if isDepthwise(index) {
        terms[.depthwiseOutput] = columns * op.row.channels
        terms[.depthwiseProduct] = products
        return terms
      }
      let isTiled = convolution.groups == 1
      let tiles = isTiled ? op.row.channels / 4 : 0
      let rest = op.row.channels - 4 * tiles
      terms[.tile] = columns * tiles
      terms[.tileRow] = columns * tiles * convolution.geometry.kernelRows
      terms[isWide(op.edges[0]) ? .wideProduct : .tileProduct] =
        products / op.row.channels * 4 * tiles
      terms[.channel] = columns * rest
      terms[.channelRun] =
        columns * rest * convolution.geometry.kernelRows
        * (isTiled ? 1 : convolution.geometry.kernelAcross)
      terms[.channelProduct] = products / op.row.channels * rest
    case .maxPool(let geometry), .averagePool(let geometry):
      terms[.poolOutput] = op.row.elements
      terms[.poolTap] = op.row.elements * geometry.kernelRows * geometry.kernelAcross
    case .globalAverage: terms[.averageTap] = input.elements
    case .add: terms[.addition] = op.row.elements
    case .concat: terms[.concatenation] = op.row.elements
    case .lookup: terms[.lookup] = op.row.elements
    case .flatten: terms[.move] = input.elements
    case .softmax: terms[.score] = op.row.elements
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

  private func isWide(_ edge: ProgramEdge) -> Bool { elementBytes(edge.tensor) == 2 }
}
