import Basics
import Program

/// An activation on its own.
final class ActivationLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let activation: Activation

  init(_ input: Batch, _ output: Batch, _ activation: Activation) {
    self.input = input
    self.output = output
    self.activation = activation
  }

  func forward(_ pass: Pass) {
    let (slope, highest) = activation.shape
    pass.workers.forEach(Pass.parts) { part in
      let range = self.input.range(pass.part(part))
      let x = self.input.values.span(range)
      var y = self.output.values.mutableSpan(range)
      for index in x.indices { y[index] = x[index] < 0 ? slope * x[index] : min(x[index], highest) }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let (slope, highest) = activation.shape
    pass.workers.forEach(Pass.parts) { part in
      let range = self.input.range(pass.part(part))
      let x = self.input.values.span(range)
      let gradients = self.output.gradient.span(range)
      var target = self.input.gradient.mutableSpan(range)
      for index in x.indices {
        let factor: Float = x[index] <= 0 ? slope : x[index] < highest ? 1 : 0
        let gradient = factor * gradients[index]
        target[index] = keeps ? target[index] + gradient : gradient
      }
    }
  }
}

extension Activation {
  /// The slope below zero and the highest value.
  fileprivate var shape: (slope: Float, highest: Float) {
    switch self {
    case .none: (1, .infinity)
    case .relu: (0, .infinity)
    case .relu6: (0, 6)
    case .leakyReLU(let slope): (Float(slope), .infinity)
    }
  }
}

/// The mean over all positions.
final class GlobalAverageLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch

  init(_ input: Batch, _ output: Batch) {
    self.input = input
    self.output = output
  }

  func forward(_ pass: Pass) {
    let channels = output.row.channels
    let positions = input.positions
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let x = self.input.values.span(self.input.range(sample..<sample + 1))
        var y = self.output.values.mutableSpan(self.output.range(sample..<sample + 1))
        for channel in 0..<channels {
          var sum = 0.0
          for position in 0..<positions { sum += Double(x[position * channels + channel]) }
          y[channel] = Float(sum / Double(positions))
        }
      }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let channels = output.row.channels
    let share = 1 / Float(input.positions)
    pass.workers.forEach(Pass.parts) { part in
      for sample in pass.part(part) {
        let gradients = self.output.gradient.span(self.output.range(sample..<sample + 1))
        var target = self.input.gradient.mutableSpan(self.input.range(sample..<sample + 1))
        for index in target.indices {
          let gradient = gradients[index % channels] * share
          target[index] = keeps ? target[index] + gradient : gradient
        }
      }
    }
  }
}

/// The sum of tensors of equal shape.
final class AddLayer: TrainingLayer {
  private let inputs: [Batch]
  private let output: Batch

  init(_ inputs: [Batch], _ output: Batch) {
    self.inputs = inputs
    self.output = output
  }

  func forward(_ pass: Pass) {
    pass.workers.forEach(Pass.parts) { part in
      let range = self.output.range(pass.part(part))
      var y = self.output.values.mutableSpan(range)
      for (number, input) in self.inputs.enumerated() {
        let x = input.values.span(range)
        for index in x.indices { y[index] = number == 0 ? x[index] : y[index] + x[index] }
      }
    }
  }

  func backward(_ pass: Pass) {
    for input in inputs where input.needsGradient {
      let keeps = input.beginGradient()
      pass.workers.forEach(Pass.parts) { part in
        let range = self.output.range(pass.part(part))
        let gradients = self.output.gradient.span(range)
        var target = input.gradient.mutableSpan(range)
        for index in gradients.indices {
          target[index] = keeps ? target[index] + gradients[index] : gradients[index]
        }
      }
    }
  }
}

/// Channels of several tensors side by side.
final class ConcatLayer: TrainingLayer {
  private let inputs: [Batch]
  private let output: Batch

  init(_ inputs: [Batch], _ output: Batch) {
    self.inputs = inputs
    self.output = output
  }

  func forward(_ pass: Pass) {
    forEachInput { input, offset in
      forEachPlace(input, offset, pass) { from, to in
        let x = input.values.span(from..<from + input.row.channels)
        var y = self.output.values.mutableSpan(to..<to + input.row.channels)
        for index in x.indices { y[index] = x[index] }
      }
    }
  }

  func backward(_ pass: Pass) {
    forEachInput { input, offset in
      guard input.needsGradient else { return }
      let keeps = input.beginGradient()
      forEachPlace(input, offset, pass) { from, to in
        let gradients = self.output.gradient.span(to..<to + input.row.channels)
        var target = input.gradient.mutableSpan(from..<from + input.row.channels)
        for index in gradients.indices {
          target[index] = keeps ? target[index] + gradients[index] : gradients[index]
        }
      }
    }
  }

  /// The inputs, each with the output channel at which it starts.
  private func forEachInput(_ body: (Batch, Int) -> Void) {
    var offset = 0
    for input in inputs {
      body(input, offset)
      offset += input.row.channels
    }
  }

  /// Where each position of the batch starts in an input and in the output.
  private func forEachPlace(
    _ input: Batch, _ offset: Int, _ pass: Pass, _ body: (_ from: Int, _ to: Int) -> Void
  ) {
    for place in 0..<pass.samples * output.positions {
      body(place * input.row.channels, place * output.row.channels + offset)
    }
  }
}

/// All values of a sample as one vector, channels outermost.
///
/// The samples of a network with one have one length.
final class FlattenLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  /// For each value of the input, its place in the vector.
  private let places: [Int]

  init(_ input: Batch, _ output: Batch, isTimeInner: Bool) {
    self.input = input
    self.output = output
    let row = input.row
    let rows = input.rows
    places = (0..<input.sampleCount).map { index in
      let channel = index % row.channels
      let column = index / row.channels % row.width
      let time = index / row.elements
      let inner = isTimeInner ? column * rows + time : time * row.width + column
      return channel * rows * row.width + inner
    }
  }

  func forward(_ pass: Pass) {
    for sample in 0..<pass.samples {
      let x = input.values.span(input.range(sample..<sample + 1))
      var y = output.values.mutableSpan(output.range(sample..<sample + 1))
      for index in x.indices { y[places[index]] = x[index] }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    for sample in 0..<pass.samples {
      let gradients = output.gradient.span(output.range(sample..<sample + 1))
      var target = input.gradient.mutableSpan(input.range(sample..<sample + 1))
      for index in target.indices {
        let gradient = gradients[places[index]]
        target[index] = keeps ? target[index] + gradient : gradient
      }
    }
  }
}

/// Zeroes values at random while training and scales up the rest.
final class DropoutLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let rate: Double
  private let index: UInt64
  private let mask: FloatBuffer

  init(_ input: Batch, _ output: Batch, rate: Double, index: Int) {
    self.input = input
    self.output = output
    self.rate = rate
    self.index = UInt64(index)
    mask = FloatBuffer(count: input.values.count)
  }

  func forward(_ pass: Pass) {
    let scale = Float(1 / (1 - rate))
    for sample in 0..<pass.samples {
      let range = input.range(sample..<sample + 1)
      let x = input.values.span(range)
      var y = output.values.mutableSpan(range)
      var mask = mask.mutableSpan(range)
      var generator = SplitMix64(
        seed: pass.seed &* 0x9E37_79B9 &+ index &* 65_537 &+ UInt64(sample))
      for index in x.indices {
        mask[index] = !pass.isTraining ? 1 : generator.nextUnit() < rate ? 0 : scale
        y[index] = x[index] * mask[index]
      }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let range = input.range(0..<pass.samples)
    let gradients = output.gradient.span(range)
    let mask = mask.span(range)
    var target = input.gradient.mutableSpan(range)
    for index in gradients.indices {
      let gradient = gradients[index] * mask[index]
      target[index] = keeps ? target[index] + gradient : gradient
    }
  }
}
