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
        let mean = roundedHalfUp(abs(sums[index]) / Double(counts[index / channels]))
        y[index] = range.clamp((sums[index] < 0 ? -mean : mean) - zeroPoint)
      }
    }
  }

  func backward(_ pass: Pass) { mean.backward(pass) }
}

/// The mean over all positions in steps of 1/256, then in the output's.
struct QuantisedGlobalAverage: MeanLayer {
  let input: Batch
  let output: Batch
  let factor: Double
  let range: OutputRange

  /// The output before it is rounded to its steps.
  private func exact(_ sum: Double) -> Double {
    roundedHalfUp(256 * sum / Double(input.positions)) * factor
  }

  func value(_ sum: Double) -> Float { range.clamp(roundedHalfUp(exact(sum))) }

  func gradient(_ sum: Double, _ gradient: Float) -> Float {
    range.contains(exact(sum)) ? gradient * Float(256 * factor / Double(input.positions)) : 0
  }
}
