import CTraining

/// Memory for floats that several threads fill side by side.
///
/// The only home of unsafe pointers in the trainer: all but BLAS see spans. Whoever takes either
/// keeps the buffer while it is in use, as layers do by owning their buffers, and takes disjoint
/// ones to write on several threads at once.
package final class FloatBuffer: @unchecked Sendable {
  let count: Int
  private let base: UnsafeMutablePointer<Float>

  /// Zeros.
  init(count: Int) {
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: 0, count: max(1, count))
  }

  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    assign(values)
  }

  deinit { base.deallocate() }

  package subscript(index: Int) -> Float {
    get { pointer(index, 1).pointee }
    set { pointer(index, 1).pointee = newValue }
  }

  package var values: [Float] { (0..<count).map { base[$0] } }

  @_lifetime(immortal)
  func span(_ range: Range<Int>) -> Span<Float> {
    let span = Span(_unsafeStart: pointer(range), count: range.count)
    return _overrideLifetime(span, copying: ())
  }

  @_lifetime(immortal)
  func mutableSpan(_ range: Range<Int>) -> MutableSpan<Float> {
    let span = MutableSpan(_unsafeStart: pointer(range), count: range.count)
    return _overrideLifetime(span, copying: ())
  }

  func assign(_ values: [Float]) {
    precondition(values.count == count)
    assign(values.span, at: 0)
  }

  func assign(_ values: Span<Float>, at start: Int) {
    let target = pointer(start, values.count)
    for index in values.indices { target[index] = values[index] }
  }

  func fill(_ value: Float) { fill(0..<count, value) }

  func fill(_ range: Range<Int>, _ value: Float) {
    pointer(range).update(repeating: value, count: range.count)
  }

  /// Where a stretch starts, which has to lie inside; for the calls to C alone.
  func pointer(_ range: Range<Int>) -> UnsafeMutablePointer<Float> {
    pointer(range.lowerBound, range.count)
  }

  private func pointer(_ start: Int, _ count: Int) -> UnsafeMutablePointer<Float> {
    precondition(start >= 0 && count >= 0 && start + count <= self.count)
    return base + start
  }
}

/// The loops of CTraining over stretches of buffers.
extension FloatBuffer {
  /// This buffer's stretch from x: max(lowest, (x − mean) · factor + bias).
  func normalise(
    _ x: FloatBuffer, _ range: Range<Int>, means: FloatBuffer, factors: FloatBuffer,
    biases: FloatBuffer, lowest: Float
  ) {
    let channels = means.count
    stapes_norm_forward(
      x.pointer(range), pointer(range), Int64(range.count / channels), Int64(channels), means.base,
      factors.pointer(0, channels), biases.pointer(0, channels), lowest)
  }

  /// Adds this stretch's channels to sums.
  func addChannels(_ range: Range<Int>, to sums: FloatBuffer) {
    stapes_norm_sums(pointer(range), Int64(range.count / sums.count), Int64(sums.count), sums.base)
  }

  /// Adds the squares of this stretch's distances from the means to sums.
  func addSquares(_ range: Range<Int>, means: FloatBuffer, to sums: FloatBuffer) {
    stapes_norm_squares(
      pointer(range), Int64(range.count / means.count), Int64(means.count), means.base,
      sums.pointer(0, means.count))
  }

  /// Adds Σ g and Σ g · (x − mean) of a stretch, x being this buffer, to the halves of sums.
  func addGradients(
    _ range: Range<Int>, outputs: FloatBuffer, gradients: FloatBuffer, means: FloatBuffer,
    threshold: Float, to sums: FloatBuffer
  ) {
    let channels = means.count
    stapes_norm_backward_sums(
      pointer(range), outputs.pointer(range), gradients.pointer(range),
      Int64(range.count / channels), Int64(channels), means.base, threshold,
      sums.pointer(0, channels), sums.pointer(channels, channels))
  }

  /// The gradient by the input of a batch norm, into this buffer's stretch.
  func normaliseBack(
    _ range: Range<Int>, x: FloatBuffer, outputs: FloatBuffer, gradients: FloatBuffer,
    means: FloatBuffer, centres: FloatBuffer, rises: FloatBuffer, factors: FloatBuffer,
    threshold: Float, keeps: Bool
  ) {
    let channels = means.count
    stapes_norm_backward(
      x.pointer(range), outputs.pointer(range), gradients.pointer(range), pointer(range),
      Int64(range.count / channels), Int64(channels), means.base, centres.pointer(0, channels),
      rises.pointer(0, channels), factors.pointer(0, channels), threshold, keeps ? 1 : 0)
  }

  /// One tap of a depthwise convolution along a run of positions: this += w · x.
  func addDepthwise(_ run: DepthwiseRun, x: FloatBuffer, w: FloatBuffer) {
    stapes_depthwise_forward(
      x.pointer(run.input, run.inputCount), pointer(run.output, run.outputCount),
      w.pointer(run.weight, run.channels), Int64(run.count), Int64(run.stride), Int64(run.channels))
  }

  /// One tap's weight gradients along a run: this += g · x.
  func addDepthwiseWeights(_ run: DepthwiseRun, x: FloatBuffer, gradients: FloatBuffer) {
    stapes_depthwise_weights(
      x.pointer(run.input, run.inputCount), gradients.pointer(run.output, run.outputCount),
      pointer(run.weight, run.channels), Int64(run.count), Int64(run.stride), Int64(run.channels))
  }

  /// One tap's input gradients along a run: this += w · g.
  func addDepthwiseInputs(_ run: DepthwiseRun, gradients: FloatBuffer, w: FloatBuffer) {
    stapes_depthwise_inputs(
      pointer(run.input, run.inputCount), gradients.pointer(run.output, run.outputCount),
      w.pointer(run.weight, run.channels), Int64(run.count), Int64(run.stride), Int64(run.channels))
  }

  /// The windows over a sample of x, from `start` on, as rows of a matrix, into this buffer.
  func unroll(_ windows: inout stapes_windows, _ x: FloatBuffer, from start: Int) {
    stapes_unroll(&windows, x.pointer(start, windows.inputCount), pointer(0, windows.outputCount))
  }

  /// Adds windows to where they were taken from: a sample of this buffer, from `start` on.
  func rollBack(_ windows: inout stapes_windows, _ scratch: FloatBuffer, to start: Int) {
    stapes_roll_back(
      &windows, scratch.pointer(0, windows.outputCount), pointer(start, windows.inputCount))
  }

  /// Takes what is greater in x, channel by channel, and notes its position as the winner's bits.
  func takeGreater(
    _ x: FloatBuffer, from: Int, to: Int, channels: Int, position: Int, winners: FloatBuffer
  ) {
    winners.pointer(to, channels).withMemoryRebound(to: Int32.self, capacity: channels) {
      stapes_max(
        x.pointer(from, channels), pointer(to, channels), $0, Int64(channels), Int32(position))
    }
  }

  /// This buffer's stretch from sums: rounded to their channels' grids, and clamped.
  func requantise(_ sums: SplitSums, _ range: Range<Int>, _ grid: ChannelGrid) {
    grid.check()
    stapes_requantise(
      sums.low.pointer(range), sums.high?.pointer(range), sums.unit, pointer(range),
      Int64(range.count / grid.channels), Int64(grid.channels), grid.biases, grid.factors,
      grid.range.lowest, grid.range.highest)
  }

  /// The gradient by sums, into this buffer's stretch, as if nothing had been rounded.
  func requantiseBack(
    _ sums: SplitSums, _ range: Range<Int>, gradients: FloatBuffer, _ grid: ChannelGrid
  ) {
    grid.check()
    stapes_requantise_back(
      sums.low.pointer(range), sums.high?.pointer(range), sums.unit, gradients.pointer(range),
      pointer(range), Int64(range.count / grid.channels), Int64(grid.channels), grid.biases,
      grid.factors, grid.range.lowest, grid.range.highest)
  }

  /// One step of Adam on these values.
  func adam(
    gradients: FloatBuffer, first: FloatBuffer, second: FloatBuffer, beta1: Float, beta2: Float,
    size: Float, inverse: Float, epsilon: Float, decay: Float, decoupledDecay: Float
  ) {
    stapes_adam(
      base, gradients.pointer(0, count), first.pointer(0, count), second.pointer(0, count),
      Int64(count), beta1, beta2, size, inverse, epsilon, decay, decoupledDecay)
  }
}

/// Sums low + unit · high, for those that a float alone does not hold exactly.
struct SplitSums {
  var low: FloatBuffer
  var high: FloatBuffer?
  var unit: Double
}

/// How a layer's channels are rounded: ⌊(sum + bias) · factor + ½⌋ between two ends.
struct ChannelGrid: Sendable {
  var biases: [Double]
  var factors: [Double]
  var range: OutputRange

  var channels: Int { factors.count }

  fileprivate func check() {
    precondition(biases.count == factors.count)
    precondition(abs(range.lowest) <= 1_000 && abs(range.highest) <= 1_000)
  }
}

/// One tap of a depthwise kernel along a row: where in the buffers it starts, and how far it goes.
struct DepthwiseRun {
  var input: Int
  var output: Int
  var weight: Int
  /// Output positions.
  var count: Int
  /// Input positions from one output position to the next.
  var stride: Int
  var channels: Int

  var inputCount: Int { ((count - 1) * stride + 1) * channels }
  var outputCount: Int { count * channels }
}

extension stapes_windows {
  fileprivate var inputCount: Int { Int(rows * width * channels) }
  fileprivate var outputCount: Int {
    Int(output_rows * output_width * kernel_rows * kernel_across * inputs)
  }
}
