internal import FixedPoint
internal import ModelFormat

/// What all values of a wide op's output have in common.
struct WideOutput {
  let profile: RoundingProfile
  let zeroPoint: Int32
  let elementBytes: Int
  private let lowest: Int32
  private let highest: Int32

  @inline(never)
  init(_ model: Model, _ index: Int) {
    let output = model.tensor(model.output(ofOp: index))
    let op = model.op(index)
    profile = Library.roundsTwice ? model.profile : .single
    zeroPoint = output.zeroPoint
    elementBytes = output.elementBytes
    lowest = Int32(op.wideLowest)
    highest = Int32(op.wideHighest)
  }

  /// The value nearest to x in the range of an activation.
  @inline(__always)
  func clamp(_ x: Int32) -> Int32 { min(max(x, lowest), highest) }

  /// clamp(scale(x)): of int16, whose zero point is 0.
  @inline(never)
  func requantise(_ x: Int32, _ multiplier: Multiplier) -> Int32 {
    clamp(multiplier.scale(x, profile))
  }
}

extension MutableSpan<UInt8> {
  @inline(__always)
  func int16(at position: Int) -> Int32 { Int32(Int16(bitPattern: span.uint16(at: position))) }

  /// Stores the low 16 bits of a value.
  @inline(__always)
  mutating func store(int16 value: Int32, at position: Int) {
    store(half: Int(value), at: position)
  }
}

extension Executor {
  /// Computes a wide op's next rows, or a part of one.
  @inline(never)
  mutating func computeWide(_ index: Int, rows: Int) {
    switch model.op(index).kind {
    case .convolution: convolveWide(index, rows: rows)
    case .maxPool, .averagePool: poolWide(index)
    case .valueAverage, .scaledSum: addToWideSums(index)
    case .add: addWideRows(index)
    case .multiply: multiplyWideRows(index)
    case .concat: concatenateWide(index)
    case .flatten: flattenWide(index)
    case .rescale: rescale(index)
    case .logistic, .hyperbolicTangent: sigmoid(index)
    case .interpolatedSoftmax: interpolatedSoftmax(index)
    default: break
    }
  }
}
