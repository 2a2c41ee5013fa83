import Basics
public import Compiler
public import Graph
import Training

/// A float network that scores whole clips.
public final class Classifier {
  private let trained: TrainingNetwork
  private let workers: Workers
  /// Clips that are computed at once, whatever their length.
  private let samples: Int

  /// - Parameters:
  ///   - scheme: for a network that was trained in integers, which then gives a file's scores.
  ///   - longest: values of the longest input.
  ///   - capacity: values of an input that are computed at once, but at least one clip.
  public convenience init(
    _ network: Network, _ parameters: Parameters, scheme: QuantisationScheme? = nil, longest: Int,
    capacity: Int, threads: Int
  ) throws {
    let samples = max(1, capacity / max(1, longest))
    self.init(
      try TrainingNetwork(
        network, parameters, scheme: scheme,
        batches: [BatchShape(inputLength: network.inputLength(values: longest), samples: samples)]),
      samples: samples, workers: Workers(threads: threads))
  }

  /// - Parameter samples: what the network has memory for at the longest clip's length.
  init(_ trained: TrainingNetwork, samples: Int, workers: Workers) {
    self.trained = trained
    self.samples = samples
    self.workers = workers
  }

  /// Takes over other parameters of the network.
  public func setParameters(_ parameters: Parameters) throws {
    try trained.setParameters(parameters)
  }

  /// The logits of clips, in their order.
  ///
  /// - Parameters:
  ///   - counts: the values of each clip's input.
  ///   - input: makes a clip's input, or throws.
  public func logits(
    counts: [Int], input: @Sendable (Int) throws -> [Float], progress: (Double) -> Void = { _ in }
  ) throws -> [[Float]] {
    var logits = [[Float]](repeating: [], count: counts.count)
    let order = counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }
    var done = 0
    while done < order.count {
      let length = counts[order[done]]
      let clips = Array(order[done...].prefix { counts[$0] == length }.prefix(samples))
      try trained.use(inputLength: trained.network.inputLength(values: length))
      trained.setSamples(try workers.results(clips.count) { try input(clips[$0]) })
      let outputs = try trained.logits(samples: clips.count, workers: workers)
      let classes = trained.outputCount
      for (place, clip) in clips.enumerated() {
        logits[clip] = Array(outputs[place * classes..<(place + 1) * classes])
      }
      done += clips.count
      progress(Double(done) / Double(order.count))
    }
    return logits
  }
}

extension Network {
  /// The length of the first input that has as many values.
  func inputLength(values: Int) -> Int {
    switch inputs[0].kind {
    case .waveform: values
    case .picture(let channels, _, let width): values / (channels * width)
    case .sequence(let channels, _): values / channels
    }
  }
}
