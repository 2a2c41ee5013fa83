package import Basics
import Program

/// One tensor of a network under training, for a whole batch: sample after sample, each rows ×
/// width × channels, channels innermost. Values and the loss's gradient by them.
final class Batch: @unchecked Sendable {
  /// Of one sample. Only `LayerList.resize` sets it, in a transposed batch too.
  var rows: Int { willSet { precondition(newValue <= mostRows) } }
  let row: RowShape
  /// The most rows that one sample may have.
  let mostRows: Int
  let values: FloatBuffer
  let gradient: FloatBuffer
  /// Whether anything in front of the tensor learns.
  let needsGradient: Bool
  /// Whether the gradient holds a part of the sum already, so that more is added to it.
  var hasGradient = false

  /// - Parameters:
  ///   - rows: of a sample, for each way of use.
  ///   - samples: how many there are, for each way of use.
  init(rows: [Int], samples: [Int], row: RowShape, needsGradient: Bool) {
    self.rows = rows.first ?? 0
    mostRows = rows.max() ?? 0
    self.row = row
    self.needsGradient = needsGradient
    let count = (zip(rows, samples).map(*).max() ?? 0) * row.elements
    values = FloatBuffer(count: count)
    gradient = FloatBuffer(count: needsGradient ? count : 0)
  }

  /// The same memory seen with channels as width: the frames of a sequence as a picture.
  init(transposing other: Batch) {
    rows = other.rows
    mostRows = other.mostRows
    row = RowShape(width: other.row.channels, channels: other.row.width)
    values = other.values
    gradient = other.gradient
    needsGradient = other.needsGradient
    source = other
  }

  private var source: Batch?

  /// Values of one sample.
  var sampleCount: Int { rows * row.elements }
  /// Positions of one sample.
  var positions: Int { rows * row.width }

  /// Says that the gradient is being added to, and whether it has to be kept: false for the first;
  /// nil where nothing in front of the tensor learns.
  func beginGradient() -> Bool? {
    guard needsGradient else { return nil }
    let owner = source ?? self
    defer { owner.hasGradient = true }
    return owner.hasGradient
  }

  func range(_ samples: Range<Int>) -> Range<Int> {
    samples.lowerBound * sampleCount..<samples.upperBound * sampleCount
  }

  /// The values of one sample.
  func range(_ sample: Int) -> Range<Int> { range(sample..<sample + 1) }

  /// Adds to a stretch of the gradient, or sets it where it is not kept.
  ///
  /// - Parameter value: by the place in the stretch.
  @inline(__always)
  func addGradient(_ range: Range<Int>, keeps: Bool, _ value: (Int) -> Float) {
    var target = gradient.mutableSpan(range)
    for index in target.indices {
      let added = value(index)
      target[index] = keeps ? target[index] + added : added
    }
  }
}

/// What a layer needs to know of one step.
package struct Pass: Sendable {
  var samples: Int
  var isTraining: Bool
  var workers: Workers
  /// Seeds what is random in the step.
  var seed: UInt64

  package init(samples: Int, isTraining: Bool, workers: Workers, seed: UInt64) {
    self.samples = samples
    self.isTraining = isTraining
    self.workers = workers
    self.seed = seed
  }

  /// Parts into which a batch is divided, whatever the number of threads.
  static let parts = 4

  /// The samples of part `index`.
  func part(_ index: Int) -> Range<Int> {
    samples * index / Self.parts..<samples * (index + 1) / Self.parts
  }

  /// Calls `body` for every part, as far as there are threads at the same time.
  func forEachPart(_ body: @Sendable (Range<Int>) -> Void) {
    workers.forEach(Self.parts) { body(part($0)) }
  }

  /// The same for every sample.
  func forEachSample(_ body: @Sendable (Int) -> Void) {
    forEachPart { for sample in $0 { body(sample) } }
  }
}

/// A layer: from its inputs' values to its output's, and from its output's gradient to its
/// inputs' and its parameters'.
protocol TrainingLayer: Sendable {
  /// Everything that training may change, in order.
  var parameters: [ParameterTensor] { get }
  func forward(_ pass: Pass)
  /// Adds to the gradients of inputs and sets those of parameters.
  func backward(_ pass: Pass)
}

extension TrainingLayer {
  var parameters: [ParameterTensor] { [] }
}
