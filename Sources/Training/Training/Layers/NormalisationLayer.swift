import Basics
import Program

/// Batch norm, with the ReLU behind it where there is one.
///
/// Training: per channel over the batch, x̂ = (x − mean) / √(variance + ε), y = weight · x̂ + bias;
/// the running statistics move by a tenth, the variance as the unbiased one. Otherwise the running
/// statistics stand in. Sums run in single precision over 64 positions, in double beyond.
struct NormalisationLayer: TrainingLayer {
  let input: Batch
  let output: Batch
  let epsilon: Double
  let hasReLU: Bool
  let weight: ParameterTensor
  let bias: ParameterTensor
  let runningMean: FloatBuffer
  let runningVariance: FloatBuffer
  /// Of the last forward pass, each a value a channel.
  let factors: FloatBuffer
  let means: FloatBuffer
  let inverseDeviations: FloatBuffer

  private static let momentum = 0.1

  var parameters: [ParameterTensor] { [weight, bias] }

  private var channels: Int { output.row.channels }

  func forward(_ pass: Pass) {
    if pass.isTraining {
      takeStatistics(pass)
    } else {
      for channel in 0..<channels {
        means[channel] = runningMean[channel]
        inverseDeviations[channel] = Float(
          1 / (Double(runningVariance[channel]) + epsilon).squareRoot())
      }
    }
    for channel in 0..<channels {
      factors[channel] = weight.values[channel] * inverseDeviations[channel]
    }
    let lowest: Float = hasReLU ? 0 : -.infinity
    pass.forEachPart { part in
      output.values.normalise(
        input.values, input.range(part), means: means, factors: factors,
        biases: bias.values, lowest: lowest)
    }
  }

  private func takeStatistics(_ pass: Pass) {
    let count = Double(pass.samples * input.positions)
    let x = input.values
    let sums = pass.channelSums(of: input) { range, sums in x.addChannels(range, to: sums) }
    for channel in 0..<channels { means[channel] = Float(sums[channel] / count) }
    let squares = pass.channelSums(of: input) { range, sums in
      x.addSquares(range, means: means, to: sums)
    }
    for channel in 0..<channels {
      let variance = squares[channel] / count
      inverseDeviations[channel] = Float(1 / (variance + epsilon).squareRoot())
      let unbiased = count > 1 ? squares[channel] / (count - 1) : variance
      runningMean[channel] += Float(
        Self.momentum * (Double(means[channel]) - Double(runningMean[channel])))
      runningVariance[channel] += Float(
        Self.momentum * (unbiased - Double(runningVariance[channel])))
    }
  }

  func backward(_ pass: Pass) {
    let channels = channels
    let count = Double(pass.samples * input.positions)
    let threshold: Float = hasReLU ? 0 : -.infinity
    // Σ g and Σ g·(x − mean), g being the gradient behind the ReLU.
    let sums = pass.channelSums(of: input, width: 2) { range, sums in
      input.values.addGradients(
        range, outputs: output.values, gradients: output.gradient, means: means,
        threshold: threshold, to: sums)
    }
    let centres = FloatBuffer(count: channels)
    let rises = FloatBuffer(count: channels)
    for channel in 0..<channels {
      let slope = sums[channels + channel] * Double(inverseDeviations[channel])
      bias.gradient[channel] = Float(sums[channel])
      weight.gradient[channel] = Float(slope)
      guard pass.isTraining else { continue }
      centres[channel] = Float(sums[channel] / count)
      rises[channel] = Float(slope * Double(inverseDeviations[channel]) / count)
    }
    guard let keeps = input.beginGradient() else { return }
    pass.forEachPart { part in
      input.gradient.normaliseBack(
        input.range(part), x: input.values, outputs: output.values,
        gradients: output.gradient, means: means, centres: centres, rises: rises,
        factors: factors, threshold: threshold, keeps: keeps)
    }
  }
}
