import Basics
import Graph

/// An activation on its own.
struct ActivationLayer: ElementwiseLayer {
  let input: Batch
  let output: Batch
  /// Below zero.
  var slope: Float = 0
  var highest: Float = .infinity

  func value(_ x: Float) -> Float { x < 0 ? slope * x : min(x, highest) }

  func gradient(_ x: Float, _ gradient: Float) -> Float {
    let factor: Float = x <= 0 ? slope : x < highest ? 1 : 0
    return factor * gradient
  }
}

/// A smooth function on its own.
struct CurveLayer: ElementwiseLayer {
  let input: Batch
  let output: Batch
  let curve: Curve

  func value(_ x: Float) -> Float { Float(curve(Double(x))) }

  func gradient(_ x: Float, _ gradient: Float) -> Float { Float(curve.slope(Double(x))) * gradient }
}

/// The mean over all positions.
struct GlobalAverageLayer: MeanLayer {
  let input: Batch
  let output: Batch

  func value(_ sum: Double) -> Float { Float(sum / Double(input.positions)) }

  func gradient(_ sum: Double, _ gradient: Float) -> Float {
    gradient * (1 / Float(input.positions))
  }
}

/// The sum of tensors of equal shape.
struct AddLayer: TrainingLayer {
  let inputs: [Batch]
  let output: Batch

  func forward(_ pass: Pass) {
    pass.forEachPart { part in
      let range = output.range(part)
      var y = output.values.mutableSpan(range)
      for (number, input) in inputs.enumerated() {
        let x = input.values.span(range)
        for index in x.indices { y[index] = number == 0 ? x[index] : y[index] + x[index] }
      }
    }
  }

  func backward(_ pass: Pass) {
    for input in inputs {
      guard let keeps = input.beginGradient() else { continue }
      pass.forEachPart { part in
        let gradients = output.gradient.span(output.range(part))
        input.addGradient(output.range(part), keeps: keeps) { gradients[$0] }
      }
    }
  }
}

/// Channels of several tensors side by side.
struct ConcatLayer: TrainingLayer {
  let inputs: [Batch]
  let output: Batch

  func forward(_ pass: Pass) {
    forEachStretch(pass) { input, from, to in
      output.values.assign(inputs[input].values.span(from), at: to.lowerBound)
    }
  }

  func backward(_ pass: Pass) {
    let keeps = inputs.map { $0.beginGradient() }
    forEachStretch(pass) { input, from, to in
      guard let keeps = keeps[input] else { return }
      let gradients = output.gradient.span(to)
      inputs[input].addGradient(from, keeps: keeps) { gradients[$0] }
    }
  }

  /// Input by input, where the channels of each position of the batch lie in it and in the output.
  private func forEachStretch(_ pass: Pass, _ body: (Int, Range<Int>, Range<Int>) -> Void) {
    var start = 0
    for (number, input) in inputs.enumerated() {
      let count = input.row.channels
      for place in 0..<pass.samples * output.positions {
        let to = place * output.row.channels + start
        body(number, place * count..<(place + 1) * count, to..<to + count)
      }
      start += count
    }
  }
}

/// All values of a sample as one vector, channels outermost.
///
/// The samples of a network with one have one length.
struct FlattenLayer: TrainingLayer {
  private let input: Batch
  private let output: Batch
  /// For each value of the input, its place in the vector.
  private let places: [Int]

  init(_ input: Batch, _ output: Batch, isTimeInner: Bool) {
    self.input = input
    self.output = output
    let (row, rows) = (input.row, input.rows)
    places = (0..<input.sampleCount).map { index in
      let (position, channel) = index.quotientAndRemainder(dividingBy: row.channels)
      let (time, column) = position.quotientAndRemainder(dividingBy: row.width)
      let inner = isTimeInner ? column * rows + time : time * row.width + column
      return channel * rows * row.width + inner
    }
  }

  func forward(_ pass: Pass) {
    for sample in 0..<pass.samples {
      let x = input.values.span(input.range(sample))
      var y = output.values.mutableSpan(output.range(sample))
      for index in x.indices { y[places[index]] = x[index] }
    }
  }

  func backward(_ pass: Pass) {
    guard let keeps = input.beginGradient() else { return }
    for sample in 0..<pass.samples {
      let gradients = output.gradient.span(output.range(sample))
      input.addGradient(input.range(sample), keeps: keeps) { gradients[places[$0]] }
    }
  }
}

/// Zeroes values at random while training and scales up the rest.
struct DropoutLayer: TrainingLayer {
  let input: Batch
  let output: Batch
  let rate: Double
  let index: UInt64
  let mask: FloatBuffer

  func forward(_ pass: Pass) {
    let scale = Float(1 / (1 - rate))
    for sample in 0..<pass.samples {
      let range = input.range(sample)
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
    guard let keeps = input.beginGradient() else { return }
    let range = input.range(0..<pass.samples)
    let gradients = output.gradient.span(range)
    let mask = mask.span(range)
    input.addGradient(range, keeps: keeps) { gradients[$0] * mask[$0] }
  }
}
