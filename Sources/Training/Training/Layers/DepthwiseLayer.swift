import Basics
import Program

/// A convolution in which every channel sees itself alone. Weights: [window position][channel].
final class DepthwiseLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let geometry: Geometry
  private let weight: ParameterTensor
  private let bias: ParameterTensor?
  private let weightParts: [FloatBuffer]

  init(
    _ input: Batch, _ output: Batch, _ geometry: Geometry, weight: ParameterTensor,
    bias: ParameterTensor?
  ) {
    self.input = input
    self.output = output
    self.geometry = geometry
    self.weight = weight
    self.bias = bias
    weightParts = (0..<Pass.parts).map { _ in FloatBuffer(count: weight.count) }
  }

  var parameters: [ParameterTensor] { [weight] + (bias.map { [$0] } ?? []) }

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    pass.forEachSample { sample in
      var y = self.output.values.mutableSpan(self.output.range(sample))
      for index in y.indices { y[index] = self.bias.map { $0.values[index % channels] } ?? 0 }
      self.forEachRun(sample) { run in
        self.output.values.addDepthwise(run, x: self.input.values, w: self.weight.values)
      }
    }
  }

  func backward(_ pass: Pass) {
    let keeps = input.needsGradient && input.beginGradient()
    pass.workers.forEach(Pass.parts) { part in
      self.weightParts[part].fill(0)
      for sample in pass.part(part) {
        self.forEachRun(sample) { run in
          self.weightParts[part].addDepthwiseWeights(
            run, x: self.input.values, gradients: self.output.gradient)
        }
        guard self.input.needsGradient else { continue }
        if !keeps { self.input.gradient.fill(self.input.range(sample), 0) }
        self.forEachRun(sample) { run in
          self.input.gradient.addDepthwiseInputs(
            run, gradients: self.output.gradient, w: self.weight.values)
        }
      }
    }
    sumParts(weightParts, into: weight.gradient)
    if let bias { sumOverPositions(output, pass.samples, into: bias.gradient) }
  }

  /// For each output row and tap of a sample, the run of columns for which the tap lies inside.
  private func forEachRun(_ sample: Int, _ body: (DepthwiseRun) -> Void) {
    let stride = geometry.strideAcross
    let channels = output.row.channels
    for outputRow in 0..<output.rows {
      for kernelRow in 0..<geometry.kernelRows {
        let row = outputRow * geometry.strideRows - geometry.padBefore + kernelRow
        guard row >= 0, row < input.rows else { continue }
        for tap in 0..<geometry.kernelAcross {
          let shift = tap - geometry.padLeft
          let first = shift < 0 ? (-shift + stride - 1) / stride : 0
          let last = min(output.row.width - 1, (input.row.width - 1 - shift) / stride)
          guard input.row.width - 1 - shift >= 0, last >= first else { continue }
          let from = (sample * input.rows + row) * input.row.width + first * stride + shift
          let to = (sample * output.rows + outputRow) * output.row.width + first
          body(
            DepthwiseRun(
              input: from * channels, output: to * channels,
              weight: (kernelRow * geometry.kernelAcross + tap) * channels,
              count: last - first + 1, stride: stride, channels: channels))
        }
      }
    }
  }
}
