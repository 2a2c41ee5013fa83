import Basics
import Program

/// The mean of each window in whole steps, halves away from zero, as the program's integers are
/// rounded: zero point included.
final class QuantisedAveragePool: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let geometry: Geometry
  private let zeroPoint: Double
  private let range: OutputRange
  /// Backwards, rounding is looked through.
  private let mean: AveragePoolLayer

  init(
    _ input: Batch, _ output: Batch, _ geometry: Geometry, zeroPoint: Double, range: OutputRange
  ) {
    self.input = input
    self.output = output
    self.geometry = geometry
    self.zeroPoint = zeroPoint
    self.range = range
    mean = AveragePoolLayer(input, output, geometry)
  }

  func lengthChanged() { mean.lengthChanged() }

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let x = self.input.values.span(self.input.range(sample..<sample + 1))
        var y = self.output.values.mutableSpan(self.output.range(sample..<sample + 1))
        var sums = [Double](repeating: 0, count: y.count)
        var counts = [Double](repeating: 0, count: self.output.positions)
        self.geometry.forEachWindow(rows: self.input.rows, width: self.input.row.width) {
          place, position, _ in
          counts[place] += 1
          for channel in 0..<channels {
            sums[place * channels + channel] +=
              Double(x[position * channels + channel]) + self.zeroPoint
          }
        }
        for index in y.indices {
          let mean = (abs(sums[index]) / counts[index / channels] + 0.5).rounded(.down)
          y[index] = self.range.clamp((sums[index] < 0 ? -mean : mean) - self.zeroPoint)
        }
      }
    }
  }

  func backward(_ pass: Pass) { mean.backward(pass) }
}

/// The mean over all positions in steps of 1/256, then in the output's.
final class QuantisedGlobalAverage: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let factor: Double
  private let range: OutputRange

  init(_ input: Batch, _ output: Batch, factor: Double, range: OutputRange) {
    self.input = input
    self.output = output
    self.factor = factor
    self.range = range
  }

  /// The output before it is rounded to its steps.
  private func value(_ x: Span<Float>, _ channel: Int) -> Double {
    var sum = 0.0
    var index = channel
    while index < x.count {
      sum += Double(x[index])
      index += output.row.channels
    }
    let positions = Double(x.count / output.row.channels)
    return (256 * sum / positions + 0.5).rounded(.down) * factor
  }

  func forward(_ pass: Pass) {
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let x = self.input.values.span(self.input.range(sample..<sample + 1))
        var y = self.output.values.mutableSpan(self.output.range(sample..<sample + 1))
        for channel in y.indices {
          y[channel] = self.range.clamp((self.value(x, channel) + 0.5).rounded(.down))
        }
      }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let channels = output.row.channels
    let share = Float(256 * factor / Double(input.positions))
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let x = self.input.values.span(self.input.range(sample..<sample + 1))
        let gradients = self.output.gradient.span(self.output.range(sample..<sample + 1))
        var target = self.input.gradient.mutableSpan(self.input.range(sample..<sample + 1))
        for channel in 0..<channels {
          let gradient =
            self.range.contains(self.value(x, channel)) ? gradients[channel] * share : 0
          var index = channel
          while index < target.count {
            target[index] = (keeps ? target[index] : 0) + gradient
            index += channels
          }
        }
      }
    }
  }
}
