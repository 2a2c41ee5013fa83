/// Batch norm, with the ReLU behind it where there is one.
///
/// Training: per channel over the batch, x̂ = (x − mean) / √(variance + ε), y = weight · x̂ + bias;
/// the running statistics move by a tenth, the variance as the unbiased one. Otherwise the running
/// statistics stand in. Sums run in single precision over 64 positions, in double beyond.
struct NormalisationLayer: TrainingLayer {
  let input: Batch
  let output: Batch
  let epsilon: Double
  /// Of the outputs: 0 with a ReLU behind it, else −∞.
  let lowest: Float
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
    let variances: [Double]
    if pass.isTraining {
      variances = takeStatistics(pass)
    } else {
      means.assign(runningMean.values)
      variances = runningVariance.values.map(Double.init)
    }
    for channel in 0..<channels {
      inverseDeviations[channel] = Float(1 / (variances[channel] + epsilon).squareRoot())
      factors[channel] = weight.values[channel] * inverseDeviations[channel]
    }
    pass.forEachPart { part in
      output.values.normalise(
        input.values, input.range(part), means: means, factors: factors, biases: bias.values,
        lowest: lowest)
    }
  }

  /// Takes the means of the batch, moves the running statistics, and gives the variances.
  private func takeStatistics(_ pass: Pass) -> [Double] {
    let count = Double(pass.samples * input.positions)
    let x = input.values
    let sums = pass.channelSums(of: input) { x.addChannels($0, to: $1) }
    for channel in 0..<channels { means[channel] = Float(sums[channel] / count) }
    let squares = pass.channelSums(of: input) { x.addSquares($0, means: means, to: $1) }
    for channel in 0..<channels {
      let unbiased = squares[channel] / max(1, count - 1)
      runningMean[channel] += Float(
        Self.momentum * (Double(means[channel]) - Double(runningMean[channel])))
      runningVariance[channel] += Float(
        Self.momentum * (unbiased - Double(runningVariance[channel])))
    }
    return squares.map { $0 / count }
  }

  func backward(_ pass: Pass) {
    let count = Double(pass.samples * input.positions)
    // Σ g and Σ g·(x − mean), g being the gradient behind the ReLU.
    let sums = pass.channelSums(of: input, width: 2) {
      input.values.addGradients(
        $0, outputs: output.values, gradients: output.gradient, means: means, threshold: lowest,
        to: $1)
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
        input.range(part), x: input.values, outputs: output.values, gradients: output.gradient,
        means: means, centres: centres, rises: rises, factors: factors, threshold: lowest,
        keeps: keeps)
    }
  }
}
