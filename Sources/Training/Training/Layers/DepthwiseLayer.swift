import Basics
import Program

/// A convolution in which every channel sees itself alone. Weights: [window position][channel].
struct DepthwiseLayer: TrainingLayer {
  let input: Batch
  let output: Batch
  let geometry: Geometry
  let weight: ParameterTensor
  let bias: ParameterTensor?

  var parameters: [ParameterTensor] { [weight, bias].compactMap { $0 } }

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    pass.forEachSample { sample in
      var y = output.values.mutableSpan(output.range(sample))
      for index in y.indices { y[index] = bias.map { $0.values[index % channels] } ?? 0 }
      forEachRun(sample) { output.values.addDepthwise($0, x: input.values, w: weight.values) }
    }
  }

  func backward(_ pass: Pass) {
    let keeps = input.beginGradient()
    let weightParts = pass.workers.results(Pass.parts) { part in
      let weights = FloatBuffer(count: weight.count)
      for sample in pass.part(part) {
        forEachRun(sample) {
          weights.addDepthwiseWeights($0, x: input.values, gradients: output.gradient)
        }
        guard let keeps else { continue }
        if !keeps { input.gradient.fill(input.range(sample), 0) }
        forEachRun(sample) {
          input.gradient.addDepthwiseInputs($0, gradients: output.gradient, w: weight.values)
        }
      }
      return weights
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
