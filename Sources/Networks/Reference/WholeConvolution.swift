import Program

/// A convolution in floating point over a whole stream, for the float network and the float path.
struct WholeConvolution<Scalar: BinaryFloatingPoint & Sendable> {
  private let geometry: Geometry
  private let groups: Int
  /// [group][kernel row × tap][input of the group][output of the group].
  private let weights: [Scalar]
  private let biases: [Scalar]

  /// - Parameter weights: [output][kernel row × tap][input of the group].
  init(geometry: Geometry, groups: Int, weights: [Scalar], biases: [Scalar]) {
    self.geometry = geometry
    self.groups = groups
    self.biases = biases
    let outputs = biases.count / groups
    let perOutput = weights.count / biases.count
    var interleaved = [Scalar](repeating: 0, count: weights.count)
    for output in biases.indices {
      let group = output / outputs
      for index in 0..<perOutput {
        interleaved[(group * perOutput + index) * outputs + output % outputs] =
          weights[output * perOutput + index]
      }
    }
    self.weights = interleaved
  }

  init(_ convolution: IntegerConvolution) {
    self.init(
      geometry: convolution.geometry, groups: convolution.groups,
      weights: convolution.weights.map { Scalar($0) },
      biases: convolution.biases.map { Scalar($0) })
  }

  /// bias + Σ w·x at every position; padding contributes nothing.
  @inline(__always)
  func callAsFunction(_ input: Stream<Scalar>) -> Stream<Scalar> {
    let outputs = biases.count
    let groupOutputs = outputs / groups
    let groupInputs = input.row.channels / groups
    let taps = geometry.kernelRows * geometry.kernelAcross
    let width = geometry.outputWidth(input.row.width)
    var result: [Scalar] = []
    result.reserveCapacity(geometry.outputRows(input.rows) * width * outputs)
    var sums = [Scalar](repeating: 0, count: groupOutputs)
    geometry.forEachWindow(rows: input.rows, width: input.row.width) { _, window in
      for group in 0..<groups {
        for output in 0..<groupOutputs { sums[output] = biases[group * groupOutputs + output] }
        for (tap, position) in window {
          let start = position * input.row.channels + group * groupInputs
          for index in 0..<groupInputs {
            let x = input.values[start + index]
            guard x != 0 else { continue }
            let row = ((group * taps + tap) * groupInputs + index) * groupOutputs
            accumulate(&sums, weights.span.extracting(row..<row + groupOutputs), x)
          }
        }
        result += sums
      }
    }
    return Stream(row: RowShape(width: width, channels: outputs), values: result)
  }

  /// sums += x · w, element by element.
  @inline(__always)
  private func accumulate(_ sums: inout [Scalar], _ w: Span<Scalar>, _ x: Scalar) {
    var sums = sums.mutableSpan
    precondition(sums.count == w.count)
    for index in w.indices { sums[index] += x * w[index] }
  }
}
