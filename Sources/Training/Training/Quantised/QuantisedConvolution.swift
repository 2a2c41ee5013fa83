import Graph
import Program

/// A convolution in a program's integers, which floats hold: exact sums, then one rounding.
///
/// Values are counted from their tensors' zero points. Backwards, rounding is looked through:
/// gradients pass where the clamp did not bite.
final class QuantisedConvolution: TrainingLayer, @unchecked Sendable {
  private let input: Batch
  private let output: Batch
  private let sums: Batch
  /// Weights in their grid's levels; the program has [output][kernel row × tap][input of the group].
  private let levels: ParameterTensor
  private let whole: any TrainingLayer
  private let split: Split?
  private var grid: ChannelGrid

  /// The input in two digits, for products that a float does not hold in one.
  private struct Split {
    var low: Batch
    var high: Batch
    var highSums: Batch
    var unit: Float
    var layers: [any TrainingLayer]
  }

  /// - Parameters:
  ///   - farthest: the largest magnitude in the input.
  ///   - memory: makes memory as long as the output, or else as the input.
  init(
    _ input: Batch, _ output: Batch, _ convolution: IntegerConvolution, name: String,
    farthest: Int, range: OutputRange, memory: (_ row: RowShape, _ isOutput: Bool) -> Batch
  ) throws(TrainingError) {
    self.input = input
    self.output = output
    grid = ChannelGrid(biases: [], factors: [], range: range)
    let weights = convolution.weights.map(Float.init)
    let form = ConvolutionForm(
      convolution.geometry, groups: convolution.groups, inputs: input.row.channels,
      outputs: convolution.biases.count, weights: weights.count)
    levels = ParameterTensor(
      name, Tensor(shape: [weights.count], values: weights), places: form.places)
    sums = memory(output.row, true)
    whole = form.layer(input, sums, levels)
    let largest = convolution.weightsPerOutput * convolution.largestWeight
    guard largest * farthest > Self.exact else {
      split = nil
      return
    }
    let unit = Self.digit(below: Self.exact / largest)
    guard unit > 1, farthest / unit < unit else { throw .sumTooLong(layer: name, bound: largest) }
    let (low, high) = (memory(input.row, false), memory(input.row, false))
    let highSums = memory(output.row, true)
    split = Split(
      low: low, high: high, highSums: highSums, unit: Float(unit),
      layers: [form.layer(low, sums, levels), form.layer(high, highSums, levels)])
  }

  /// Floats hold integers up to here.
  private static let exact = 1 << 24

  /// The largest power of two that is not above a number.
  private static func digit(below number: Int) -> Int {
    number < 1 ? 0 : 1 << (Int.bitWidth - 1 - number.leadingZeroBitCount)
  }

  /// Takes a program's constants.
  func take(_ convolution: IntegerConvolution) {
    levels.assign(Tensor(shape: [levels.count], values: convolution.weights.map(Float.init)))
    grid.biases = convolution.biases.map(Double.init)
    grid.factors = convolution.factors.map(\.value)
  }

  /// The gradients by levels, as the program has them, and by biases in the program's steps.
  var gradients: (levels: [Float], biases: [Double]) {
    (levels.tensor(levels.gradient).values, biasGradients)
  }

  private var biasGradients: [Double] = []

  func forward(_ pass: Pass) {
    if let split {
      pass.forEachPart { Self.split(self.input, split, $0) }
      for layer in split.layers { layer.forward(pass) }
    } else {
      whole.forward(pass)
    }
    pass.forEachPart { part in
      self.output.values.requantise(self.splitSums, self.output.range(part), self.grid)
    }
  }

  func backward(_ pass: Pass) {
    pass.forEachPart { part in
      self.sums.gradient.requantiseBack(
        self.splitSums, self.output.range(part), gradients: self.output.gradient, self.grid)
    }
    whole.backward(pass)
    let gradient = sums.gradient
    biasGradients = pass.channelSums(of: sums) { gradient.addChannels($0, to: $1) }
  }

  private var splitSums: SplitSums {
    SplitSums(low: sums.values, high: split?.highSums.values, unit: Double(split?.unit ?? 0))
  }

  private static func split(_ input: Batch, _ split: Split, _ samples: Range<Int>) {
    let range = input.range(samples)
    let x = input.values.span(range)
    var low = split.low.values.mutableSpan(range)
    var high = split.high.values.mutableSpan(range)
    for index in x.indices {
      high[index] = (x[index] / split.unit).rounded(.down)
      low[index] = x[index] - high[index] * split.unit
    }
  }
}
