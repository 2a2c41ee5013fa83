internal import FixedPoint

/// How long a file can keep the executor busy.
extension Model {
  /// At most so many steps does `finish()` take, or a push for each of its rows.
  ///
  /// A step is a multiply-accumulate, a comparison, a copied element, or a look at an op or edge.
  /// No more than `Layout.mostSteps`, so that a run ends in minutes whatever the file.
  public var mostSteps: UInt64 {
    var work = Work(self)
    for index in 0..<opCount { _ = work.add(index, of: self) }
    return work.total
  }
}

/// The steps of a row that passes all ops, and the rows that a push or the end of the streams may
/// set free.
struct Work {
  private var steps = 0
  private var rows: UInt32 = 1

  /// A row pushed may be the one that all rows wait for which the rings hold.
  init(_ model: Model) {
    for index in 0..<model.tensorCount {
      rows &+= UInt32(truncatingIfNeeded: model.tensor(index).capacity)
    }
  }

  var total: UInt64 {
    let product = UInt32(truncatingIfNeeded: steps).multipliedFullWidth(by: rows)
    return UInt64(widening: product.high) &<< 32 | UInt64(widening: product.low)
  }

  /// Adds an op that has been validated; false where a row may take too many steps.
  ///
  /// When its input ends, an op has at most a row to give for each that it still gets, for each of
  /// padding and for each of its strip, and a global average one more. 8,192 ops with 2¹⁵ rows each
  /// make 2²⁸ rows, and rings as many. Decoding takes some steps a weight.
  mutating func add(_ index: Int, of model: Model) -> Bool {
    let op = model.op(index)
    let output = model.tensor(model.output(ofOp: index))
    let firing: Int
    if op.kind.isConvolution {
      firing = boundedProduct(
        model.weightCount(index),
        output.width &* op.convolution.poolAcross &+ model.decodingSteps(op.convolution))
    } else if op.kind.isWindowed {
      firing = boundedProduct(output.elements, op.window.kernelRows &* op.window.kernelAcross)
    } else {
      firing = model.source(ofEdge: op.firstEdge).elements &+ output.elements
    }
    let flow = op.rowFlow
    rows &+= UInt32(truncatingIfNeeded: flow.padAfter &+ flow.strip)
    let looks = model.opCount &+ model.edgeCount
    guard firing >= 0, firing <= Int(Int32.max) &- looks &- steps else { return false }
    steps &+= firing &+ looks
    return total <= Layout.mostSteps
  }
}

extension Model {
  /// Steps that decoding a weight of a validated op takes at most, where nothing else writes to the
  /// decoder's buckets; in a hostile file that lets it, ten times as many.
  fileprivate func decodingSteps(_ op: ConvolutionRecord) -> Int {
    switch op.encoding {
    case .dense, .sparse: return 0
    case .packed, .bitmap: return 8
    case .entropy:
      guard Library.hasCodedWeights else { return 0 }
      let table = Int(bytes.int32(at: op.weights &+ Layout.Entropy.table))
      let symbols = Int(bytes[table &+ Layout.Entropy.highestIndex]) &+ 1
      // From a bucket's first symbol on, sixteen slots and what has none lie in the way.
      var steps = 24
      for symbol in 0..<symbols {
        let bound = table &+ Layout.Entropy.bounds &+ symbol &* 2
        if bytes.uint16(at: bound) == bytes.uint16(at: bound &+ 2) { steps &+= 1 }
      }
      return steps
    }
  }
}
