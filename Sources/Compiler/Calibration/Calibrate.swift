import Basics
public import Program
import Reference

/// The range of values that each tensor of a stream graph takes on given inputs.
public struct Calibration: Equatable, Sendable {
  public var ranges: [ValueRange]
  /// The deviation of the calibration audio in sample steps, one for each input; 1 for others.
  public var deviations: [Double]
  /// The float network's, of each example.
  public var scores: [[Float]]
  /// The mean of each element of each tensor's rows.
  public var means: [[Double]]
  /// What the ranges are.
  public private(set) var choice: RangeChoice
  private var histograms: [ValueHistogram]
}

/// From the lowest to the highest value.
public struct ValueRange: Equatable, Sendable {
  public var low: Float
  public var high: Float

  public init(low: Float, high: Float) {
    self.low = low
    self.high = high
  }
}

/// One calibration example: audio or feature rows for each input.
public enum CalibrationInput: Sendable {
  case audio([Int16])
  case rows([Float])

  fileprivate func values(_ choice: StandardisationChoice, deviation: Double) -> [Float] {
    switch (self, choice) {
    case (.rows(let values), _): values
    case (.audio(let samples), .fixed): samples.map { Float(Double($0) / deviation) }
    case (.audio(let samples), .clip), (.audio(let samples), .running):
      StandardisedAudio.standardise(samples, choice.standardisation(deviation: deviation))
        .map { Float($0) / StandardisationChoice.stepsPerDeviation }
    }
  }
}

/// Which range of a tensor's values the 256 levels of int8 are spread over.
public enum RangeChoice: String, CaseIterable, Sendable {
  /// All values.
  case minMax = "min-max"
  /// All but one in ten thousand.
  case percentile
  /// The range with the least mean squared error.
  case leastError = "least-error"
}

extension Calibration {
  /// Runs the float network on examples and chooses the range of every tensor; the scores keep all
  /// of theirs.
  public init(
    _ graph: FloatGraph, examples: [[CalibrationInput]], standardisation: StandardisationChoice,
    ranges choice: RangeChoice = .leastError, progress: (Int) -> Void = { _ in }
  ) throws(CompileError) {
    guard !examples.isEmpty else { throw .noCalibration }
    let deviations = graph.inputs.indices.map { Self.deviation(of: $0, in: examples) }
    var histograms = [ValueHistogram](repeating: ValueHistogram(), count: graph.tensorCount)
    let inputs = try examples.map { example throws(CompileError) in
      try graph.calibrationInputs(example, standardisation, deviations)
    }
    let network = FloatNetwork(graph)
    var scores: [[Float]] = []
    for together in stride(from: 0, to: inputs.count, by: Self.together) {
      let part = Array(inputs[together..<min(inputs.count, together + Self.together)])
      for tensors in Workers.everyCore.results(part.count, { network.tensors(part[$0]) }) {
        if let tensor = tensors.firstIndex(where: { !$0.values.allSatisfy(\.isFinite) }) {
          throw .notFinite(layer: graph.tensorName(tensor))
        }
        let taken = histograms
        histograms = Workers.everyCore.results(taken.count) { tensor in
          var histogram = taken[tensor]
          histogram.take(tensors[tensor])
          return histogram
        }
        scores.append(tensors.last?.values ?? [])
      }
      progress(together + part.count)
    }
    self.init(
      ranges: histograms.ranges(choice), deviations: deviations, scores: scores,
      means: histograms.map(\.means), choice: choice, histograms: histograms)
  }

  /// The same examples, with other ranges.
  public func choosing(_ choice: RangeChoice) -> Calibration {
    var other = self
    other.choice = choice
    other.ranges = histograms.ranges(choice)
    return other
  }

  /// Examples that are in memory at once, with all their tensors.
  private static let together = 2

  /// The standard deviation over all of an input's samples, at least one step; 1 without samples.
  static func deviation(of input: Int, in examples: [[CalibrationInput]]) -> Double {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    for example in examples {
      guard case .audio(let samples) = example[input] else { continue }
      for sample in samples {
        count += 1
        sum += Double(sample)
        squares += Double(sample) * Double(sample)
      }
    }
    guard count > 0 else { return 1 }
    return max(1, (squares / count - sum / count * (sum / count)).squareRoot())
  }
}

/// Which form of amplitude standardisation a model gets.
public enum StandardisationChoice: String, CaseIterable, Codable, Sendable {
  case clip, running, fixed

  /// Steps of a standardised sample in one standard deviation.
  static let stepsPerDeviation: Float = 1_024

  /// Of the input's tensor, in which a standardised sample has a deviation of 1.
  ///
  /// - Parameter deviation: of the samples, in their steps.
  func quantisation(deviation: Double) -> Quantisation {
    let scale = self == .fixed ? Float(1 / deviation) : 1 / Self.stepsPerDeviation
    return Quantisation(scale: scale, zeroPoint: 0)
  }

  func standardisation(deviation: Double) -> Standardisation {
    switch self {
    case .fixed: .fixed
    case .clip: Standardisation.clip(minimumDeviationQ4: 0).asCompiled
    case .running:
      Standardisation.running(
        minimumDeviationQ4: 0, initialDeviationQ4: UInt32((16 * deviation).rounded())
      ).asCompiled
    }
  }
}

extension Standardisation {
  /// The same form with the bounds that the compiler gives it: a step of a sixteenth for a whole
  /// clip, a step of one for a running estimate, which meets silence in the midst of a stream.
  var asCompiled: Standardisation {
    switch self {
    case .fixed: .fixed
    case .clip: .clip(minimumDeviationQ4: 1)
    case .running(_, let initial):
      .running(minimumDeviationQ4: 16, initialDeviationQ4: initial)
    }
  }
}

extension [ValueHistogram] {
  /// Of every tensor; the scores, which are the last, keep all of theirs.
  fileprivate func ranges(_ choice: RangeChoice) -> [ValueRange] {
    enumerated().map { tensor, histogram in
      switch tensor == count - 1 ? .minMax : choice {
      case .minMax: histogram.range
      case .percentile: histogram.range(leavingOut: 1e-4)
      case .leastError: histogram.rangeOfLeastError
      }
    }
  }
}

extension FloatGraph {
  /// An example as the float network takes it.
  fileprivate func calibrationInputs(
    _ example: [CalibrationInput], _ standardisation: StandardisationChoice, _ deviations: [Double]
  ) throws(CompileError) -> [Stream<Float>] {
    let minimum = minimumRows()
    return try inputs.enumerated().map { number, input throws(CompileError) in
      let values = example[number].values(standardisation, deviation: deviations[number])
      let stream = Stream(row: input.row, values: values)
      guard stream.rows >= minimum[number] else {
        throw .calibrationTooShort(input: input.name, rows: stream.rows, minimum: minimum[number])
      }
      return stream
    }
  }
}
