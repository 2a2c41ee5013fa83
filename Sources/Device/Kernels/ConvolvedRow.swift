internal import ModelFormat

/// A row of output that a convolution of int8 values computes: the rows under the kernel, the column at
/// hand, and what turns sums into values.
///
/// Here and in kernels all is mutating: borrowed values would be copied to the stack for each call.
public struct ConvolvedRow: ~Copyable {
  private(set) var shape = SlidingShape()
  private(set) var window = Window()
  private(set) var taps = Taps()
  private var requantiser = Requantiser()
  /// Of the input.
  private(set) var zeroPoint: Int32 = 0
  /// Columns that a fused max-pool takes together; 0 without one. Columns that fill no pool are left
  /// out, and the pool's outputs must have been set to the lowest value before.
  private(set) var poolAcross = 0
  /// Where in memory the row goes.
  private(set) var position = 0

  /// A row of nothing. A row is set up in place: returned, it would stand on the stack twice.
  @inline(__always)
  init() {}

  /// Takes what all rows of an op have in common.
  @inline(__always)
  public mutating func take(
    _ shape: SlidingShape, zeroPoint: Int32, poolAcross: Int, _ requantiser: Requantiser
  ) {
    self.shape = shape
    self.zeroPoint = zeroPoint
    self.poolAcross = poolAcross
    self.requantiser = requantiser
  }

  @inline(__always)
  public mutating func move(to window: Window, position: Int) {
    self.window = window
    self.position = position
  }

  @inline(__always)
  mutating func go(toColumn column: Int) { taps = shape.taps(column) }

  /// Whether some of the column's taps lie in the padding, and count there.
  @inline(__always)
  var isCut: Bool {
    zeroPoint != 0 && (taps.count < shape.kernelAcross || window.rows < shape.kernelRows)
  }

  /// The value of a channel whose products have a sum.
  @inline(__always)
  mutating func value(_ sum: Int32, _ parameters: ChannelParameters) -> Int32 {
    requantiser(parameters.bias &+ sum, parameters.multiplier)
  }

  /// Writes an int8: as it is, or into the maximum of a fused pool.
  @inline(never)
  mutating func write(_ value: Int32, _ memory: inout MutableSpan<UInt8>, at position: Int) {
    let value = poolAcross > 0 ? max(value, Int8.load(memory, at: position)) : value
    Int8.store(value, in: &memory, at: position)
  }

  /// What an output channel's taps in the padding add: the zero point times their weights.
  ///
  /// - Parameters:
  ///   - first: the channel's first weight, from which others follow `stride` apart.
  ///   - each: weights of a tap.
  @inline(never)
  mutating func padding(
    _ weights: Span<UInt8>, _ first: Int, stride: Int, each: Int
  ) -> Int32 {
    var total: Int32 = 0
    var index = first
    for row in 0..<shape.kernelRows {
      let isPadding = window.row(row) == nil
      for tap in 0..<shape.kernelAcross {
        for _ in 0..<each {
          if isPadding || tap < taps.low || tap >= taps.high {
            total &+= Int32(Int8(bitPattern: weights[index]))
          }
          index &+= stride
        }
      }
    }
    return total &* zeroPoint
  }
}

extension MutableSpan<UInt8> {
  /// Sets the outputs of a fused max-pool to the lowest value.
  @inline(never)
  public mutating func startPool(at row: Int, count: Int) {
    for position in row..<row &+ count { Int8.store(-128, in: &self, at: position) }
  }
}
