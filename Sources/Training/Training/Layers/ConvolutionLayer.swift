import Basics
import CTraining
import Program

/// A convolution as matrix products: each window unrolled to a row, times the weights.
///
/// Weights: [group][window value][output of the group]. A pointwise convolution multiplies the
/// input as it lies.
struct ConvolutionLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let geometry: Geometry
  private let groups: Int
  private let weight: ParameterTensor
  private let bias: ParameterTensor?
  private let isPoint: Bool
  /// Unrolled windows of one sample and group, one buffer for each part of the batch.
  private let windows: [FloatBuffer]
  private let weightParts: [FloatBuffer]

  init(
    _ input: Batch, _ output: Batch, _ geometry: Geometry, groups: Int, weight: ParameterTensor,
    bias: ParameterTensor?
  ) {
    self.input = input
    self.output = output
    self.geometry = geometry
    self.groups = groups
    self.weight = weight
    self.bias = bias
    isPoint = geometry == .point && groups == 1
    let values =
      isPoint ? 0 : output.mostRows * output.row.width * weight.count / output.row.channels
    windows = (0..<Pass.parts).map { _ in FloatBuffer(count: values) }
    weightParts = (0..<Pass.parts).map { _ in FloatBuffer(count: weight.count) }
  }

  var parameters: [ParameterTensor] { [weight, bias].compactMap { $0 } }

  private var groupInputs: Int { input.row.channels / groups }
  private var groupOutputs: Int { output.row.channels / groups }
  /// Values in a window of one group.
  private var windowCount: Int { geometry.kernelRows * geometry.kernelAcross * groupInputs }

  func forward(_ pass: Pass) {
    pass.workers.forEach(Pass.parts) { part in
      // One by one: BLAS may round a sample otherwise among others.
      for sample in pass.part(part) {
        for group in 0..<groups {
          let inputs = unrolled(sample..<sample + 1, group, windows[part])
          Product.multiply(
            inputs, weights(weight.values, group),
            into: outputs(output.values, sample..<sample + 1, group))
        }
        if let bias { add(bias, to: sample..<sample + 1) }
      }
    }
  }

  func backward(_ pass: Pass) {
    let keeps = input.beginGradient()
    pass.workers.forEach(Pass.parts) { part in
      var isFirst = true
      for block in blocks(pass.part(part)) {
        for group in 0..<groups {
          let inputs = unrolled(block, group, windows[part])
          let gradients = outputs(output.gradient, block, group)
          Product.multiply(
            inputs, transposedA: true, gradients, into: weights(weightParts[part], group),
            accumulating: !isFirst)
          guard let keeps else { continue }
          Product.multiply(
            gradients, weights(weight.values, group), transposedB: true,
            into: isPoint ? pointInputs(input.gradient, block) : windowRows(windows[part]),
            accumulating: isPoint && keeps)
          if !isPoint { rollBack(block.lowerBound, group, windows[part], keeps: keeps) }
        }
        isFirst = false
      }
      if isFirst { weightParts[part].fill(0) }
    }
    sumParts(weightParts, into: weight.gradient)
    if let bias { sumOverPositions(output, pass.samples, into: bias.gradient) }
  }

  /// Samples whose gradients go through one product: all of a part where nothing is unrolled.
  private func blocks(_ part: Range<Int>) -> [Range<Int>] {
    isPoint ? (part.isEmpty ? [] : [part]) : part.map { $0..<$0 + 1 }
  }

  private func weights(_ buffer: FloatBuffer, _ group: Int) -> Matrix {
    Matrix(buffer, at: group * windowCount * groupOutputs, rows: windowCount, columns: groupOutputs)
  }

  private func outputs(_ buffer: FloatBuffer, _ block: Range<Int>, _ group: Int) -> Matrix {
    Matrix(
      buffer, at: output.range(block).lowerBound + group * groupOutputs,
      rows: block.count * output.positions, columns: groupOutputs, stride: output.row.channels)
  }

  private func pointInputs(_ buffer: FloatBuffer, _ block: Range<Int>) -> Matrix {
    Matrix(
      buffer, at: input.range(block).lowerBound, rows: block.count * input.positions,
      columns: input.row.channels)
  }

  private func windowRows(_ scratch: FloatBuffer) -> Matrix {
    Matrix(scratch, rows: output.positions, columns: windowCount)
  }

  /// The windows of a block as rows of a matrix.
  private func unrolled(_ block: Range<Int>, _ group: Int, _ scratch: FloatBuffer) -> Matrix {
    if isPoint { return pointInputs(input.values, block) }
    var windows = windows(group)
    scratch.unroll(&windows, input.values, from: input.range(block).lowerBound)
    return windowRows(scratch)
  }

  /// Adds the windows' gradients to where the windows were taken from.
  private func rollBack(_ sample: Int, _ group: Int, _ scratch: FloatBuffer, keeps: Bool) {
    let range = input.range(sample)
    if !keeps, group == 0 { input.gradient.fill(range, 0) }
    var windows = windows(group)
    input.gradient.rollBack(&windows, scratch, to: range.lowerBound)
  }

  /// The windows of a group, for the loops in C.
  private func windows(_ group: Int) -> stapes_windows {
    stapes_windows(
      rows: Int64(input.rows), width: Int64(input.row.width), channels: Int64(input.row.channels),
      offset: Int64(group * groupInputs), inputs: Int64(groupInputs),
      output_rows: Int64(output.rows), output_width: Int64(output.row.width),
      kernel_rows: Int64(geometry.kernelRows), kernel_across: Int64(geometry.kernelAcross),
      stride_rows: Int64(geometry.strideRows), stride_across: Int64(geometry.strideAcross),
      pad_before: Int64(geometry.padBefore), pad_left: Int64(geometry.padLeft))
  }

  private func add(_ bias: ParameterTensor, to block: Range<Int>) {
    let channels = output.row.channels
    let biases = bias.values.span(0..<channels)
    var values = output.values.mutableSpan(output.range(block))
    for start in stride(from: 0, to: values.count, by: channels) {
      for channel in 0..<channels { values[start + channel] += biases[channel] }
    }
  }
}

/// Adds the parts of a gradient, in their order.
func sumParts(_ parts: [FloatBuffer], into total: FloatBuffer) {
  total.assign(parts[0].span(0..<total.count), at: 0)
  var sum = total.mutableSpan(0..<total.count)
  for part in parts.dropFirst() {
    let values = part.span(0..<total.count)
    for place in values.indices { sum[place] += values[place] }
  }
}

/// The gradient of a value that is added to a channel at every position.
func sumOverPositions(_ output: Batch, _ samples: Int, into total: FloatBuffer) {
  let channels = output.row.channels
  let gradients = output.gradient.span(output.range(0..<samples))
  var sums = [Double](repeating: 0, count: channels)
  for start in stride(from: 0, to: gradients.count, by: channels) {
    for channel in 0..<channels { sums[channel] += Double(gradients[start + channel]) }
  }
  for channel in 0..<channels { total[channel] = Float(sums[channel]) }
}
