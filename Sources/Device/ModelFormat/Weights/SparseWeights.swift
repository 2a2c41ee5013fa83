/// Where the file has the weights of a convolution without zeros, which lead to no tap that is not there.
///
/// Each output channel has a number of entries, then the entries: a step from the tap before, the first
/// from in front of the first tap, and a weight. Weights of 0 stand where a step would be too long.
public struct SparseWeights {
  public let start: Int
  public let byteCount: Int
  /// What they have been walked through for.
  public let channels: Int
  public let taps: Int

  /// Those of an op of a model, which validation has walked through.
  @inline(__always)
  public init(_ op: OpRecord, input: TensorRecord, output: TensorRecord) {
    let (window, convolution) = (op.window, op.convolution)
    start = convolution.weights
    byteCount = convolution.weightBytes
    channels = output.channels
    taps = window.kernelRows &* window.kernelAcross &* input.channels
  }

  /// Walks through entries; nil where they lead to more taps than a channel has, or out of the bytes.
  @inline(never)
  public init?(walking file: Span<UInt8>, at start: Int, byteCount: Int, channels: Int, taps: Int) {
    typealias Field = Layout.Sparse
    guard start >= 0, byteCount >= 0, byteCount <= file.count &- start else { return nil }
    let end = start &+ byteCount
    var position = start
    for _ in 0..<channels {
      guard position <= end &- Field.entries else { return nil }
      let bytes = Int(file.uint16(at: position)) &* Field.entryBytes
      position &+= Field.entries
      guard bytes <= end &- position else { return nil }
      let last = position &+ bytes
      var tap = -1
      while position < last {
        let step = Int(file[position &+ Field.step])
        tap &+= step
        guard step > 0, tap < taps else { return nil }
        position &+= Field.entryBytes
      }
    }
    guard position == end else { return nil }
    self.start = start
    self.byteCount = byteCount
    self.channels = channels
    self.taps = taps
  }
}
