import Basics
import Program

/// The mean of each window in whole steps, halves away from zero, as the program's integers are
/// rounded: zero point included.
struct QuantisedAveragePool: TrainingLayer {
  /// Backwards, rounding is looked through.
  let mean: AveragePoolLayer
  let zeroPoint: Double
  let range: OutputRange

  func forward(_ pass: Pass) {
    let (input, output, geometry) = (mean.input, mean.output, mean.geometry)
    let channels = output.row.channels
    let counts = geometry.tapCounts(input, output)
    pass.forEachSample { sample in
      let x = input.values.span(input.range(sample))
      var y = output.values.mutableSpan(output.range(sample))
      var sums = [Double](repeating: 0, count: y.count)
      geometry.forEachTap(of: input) { place, position in
        for channel in 0..<channels {
          sums[place * channels + channel] += Double(x[position * channels + channel]) + zeroPoint
        }
      }
      for index in y.indices {
        let mean = (abs(sums[index]) / Double(counts[index / channels]) + 0.5).rounded(.down)
        y[index] = range.clamp((sums[index] < 0 ? -mean : mean) - zeroPoint)
      }
    }
  }

  func backward(_ pass: Pass) { mean.backward(pass) }
}

/// The mean over all positions in steps of 1/256, then in the output's.
struct QuantisedGlobalAverage: TrainingLayer {
  let input: Batch
  let output: Batch
  let factor: Double
  let range: OutputRange

  /// The output before it is rounded to its steps.
  private func value(_ x: Span<Float>, _ channel: Int) -> Double {
    var sum = 0.0
    for index in stride(from: channel, to: x.count, by: output.row.channels) {
      sum += Double(x[index])
    }
    let positions = Double(x.count / output.row.channels)
    return (256 * sum / positions + 0.5).rounded(.down) * factor
  }

  func forward(_ pass: Pass) {
    pass.forEachSample { sample in
      let x = input.values.span(input.range(sample))
      var y = output.values.mutableSpan(output.range(sample))
      for channel in y.indices {
        y[channel] = range.clamp((value(x, channel) + 0.5).rounded(.down))
      }
    }
  }

  func backward(_ pass: Pass) {
    guard let keeps = input.beginGradient() else { return }
    let channels = output.row.channels
    let share = Float(256 * factor / Double(input.positions))
    pass.forEachSample { sample in
      let x = input.values.span(input.range(sample))
      let gradients = output.gradient.span(output.range(sample))
      let each = (0..<channels).map { channel in
        range.contains(value(x, channel)) ? gradients[channel] * share : 0
      }
      input.addGradient(input.range(sample), keeps: keeps) { each[$0 % channels] }
    }
  }
}
