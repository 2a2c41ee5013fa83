import Kernels

/// How a kernel slides over rows, as the checks need it.
struct Sliding {
  var kernelRows: Int
  var kernelAcross: Int
  var strideAcross: Int
  var padLeft: Int
  var inputWidth: Int
  var inputChannels: Int
  /// Columns of the output; of a fused pool, if there is one.
  var width: Int
  var channels: Int
  var groups = 1
  /// Columns that a fused pool takes together; 0 without one.
  var poolAcross = 0

  /// A shape of the kind that models have: each column has a tap inside the row.
  ///
  /// Once in three times the kernel covers whole rows, which then adjoin in memory.
  init(
    _ random: inout SplitMix64, inputChannels: Int, channels: Int, groups: Int = 1,
    isPooled: Bool = false, longestStride: Int = 3
  ) {
    let isWhole = random.happens(oneIn: 3)
    let isPointwise = random.happens(oneIn: 8)
    kernelRows = isPointwise ? 1 : random.number(1...5)
    kernelAcross = isPointwise ? 1 : random.number(1...5)
    strideAcross = random.number(1...longestStride)
    let padRight = isWhole ? 0 : random.number(0...kernelAcross - 1)
    padLeft = isWhole ? 0 : random.number(0...kernelAcross - 1)
    inputWidth =
      isWhole && !isPooled
      ? kernelAcross : random.number(max(1, kernelAcross - padLeft - padRight)...9)
    let columns = (inputWidth + padLeft + padRight - kernelAcross) / strideAcross + 1
    poolAcross = isPooled ? random.number(1...min(3, columns)) : 0
    width = columns / max(1, poolAcross)
    self.inputChannels = inputChannels
    self.channels = channels
    self.groups = groups
  }

  var shape: SlidingShape {
    SlidingShape(
      kernelRows: kernelRows, kernelAcross: kernelAcross, strideAcross: strideAcross,
      padLeft: padLeft, inputWidth: inputWidth, inputChannels: inputChannels, width: width,
      channels: channels)
  }

  var groupChannels: Int { inputChannels / groups }

  /// Weights of one output channel.
  var channelWeights: Int { kernelRows * kernelAcross * groupChannels }

  /// Σ over kernel rows r, taps t and channels i of the output's group of x · w. Taps in the padding
  /// count as the zero point.
  ///
  /// - Parameters:
  ///   - column: of the output, before a fused pool.
  ///   - ahead: rows by which the window has moved on.
  ///   - weight: of row, tap and channel of the group.
  func sum(
    _ ring: Ring, zeroPoint: Int = 0, channel: Int, column: Int, ahead: Int = 0,
    weight: (Int, Int, Int) -> Int
  ) -> Int {
    let firstChannel = channel / (channels / groups) * groupChannels
    var sum = 0
    for row in 0..<kernelRows {
      for tap in 0..<kernelAcross {
        for place in 0..<groupChannels {
          let x = ring.value(
            ahead + row, column * strideAcross - padLeft + tap, firstChannel + place)
          sum += (x ?? zeroPoint) * weight(row, tap, place)
        }
      }
    }
    return sum
  }
}
