import Basics
import Compiler
import Graph
public import Interchange
import ModelFormat
import Runs
import Synchronization
public import Training

/// A model that can be scored on clips: a checkpoint or a compiled file.
public struct LabelledModel: Sendable {
  public enum Kind: Sendable {
    case checkpoint(Checkpoint)
    case compiled(ModelFile)
  }

  public let path: String
  public let kind: Kind
  public let labels: [String]
  /// Whether its scores are probabilities of classes that exclude each other already.
  public let endsInSoftmax: Bool
  /// Samples a second of its audio input; nil where it takes features.
  public let rate: Int?

  /// Reads a `.safetensors` checkpoint or a `.stapes` file.
  public init(_ path: String) throws {
    if FileContent(try WholeFile.read(path)) == .checkpoint {
      try self.init(path, try Checkpoint(contentsOf: path))
    } else {
      try self.init(try ModelFile(path))
    }
  }

  private init(_ path: String, _ checkpoint: Checkpoint) throws {
    let network = checkpoint.network
    guard network.inputs.count == 1 else { throw ScoringError.severalInputs(model: path) }
    self.path = path
    kind = .checkpoint(checkpoint)
    labels = network.labels
    endsInSoftmax = network.layers.last?.operation == .softmax
    rate = if case .waveform(let rate) = network.inputs[0].kind { rate } else { nil }
    try checkLabels()
  }

  public init(_ file: ModelFile) throws {
    path = file.path
    kind = .compiled(file)
    (labels, rate, endsInSoftmax) = try file.withModel { model in
      guard model.inputCount == 1 else { throw ScoringError.severalInputs(model: file.path) }
      let rate = model.input(0).samplesPerSecond
      let isAudio = model.tensor(0).elementBytes == 2 && rate > 0
      return (model.labels, isAudio ? rate : nil, model.endsInSoftmax)
    }
    try checkLabels()
  }

  /// Whether sound of so many samples is enough for scores.
  func takes(samples: Int) -> Bool {
    switch kind {
    case .checkpoint(let checkpoint):
      (try? checkpoint.network.shapes(inputLength: samples)) != nil
    case .compiled(let file):
      (try? file.withModel { samples >= $0.input(0).minimumRows }) ?? false
    }
  }

  private func checkLabels() throws {
    guard !labels.isEmpty else { throw ScoringError.noLabels(model: path) }
  }

  /// Probabilities of the classes for each clip.
  ///
  /// - Parameters:
  ///   - counts: the values of each clip's input.
  ///   - loss: what the model was trained with, which says what its logits mean.
  ///   - sound: the samples of a clip, as the model's input takes them; or throws.
  ///   - input: the same as a float network's input.
  ///   - progress: is told the share of the clips that is done, from any thread.
  public func probabilities(
    loss: Loss.Kind, counts: [Int], threads: Int,
    sound: @escaping @Sendable (Int) throws -> [Int16],
    input: @escaping @Sendable (Int) throws -> [Float], progress: @Sendable (Double) -> Void
  ) throws -> [[Double]] {
    if loss == .binary, endsInSoftmax { throw ScoringError.softmax(model: path) }
    let takesSound = rate != nil
    switch kind {
    case .checkpoint(let checkpoint):
      let network = checkpoint.network
      let longest = counts.max() ?? 1
      let scheme = try checkpoint.quantisation.map(QuantisationScheme.init)
      let classifier = try Classifier(
        network, checkpoint.parameters, scheme: scheme, longest: longest,
        capacity: max(longest, 1 << 18), threads: threads)
      return try classifier.logits(
        counts: counts,
        input: { clip in
          guard takesSound, let scheme else { return try input(clip) }
          return scheme.standardised(try sound(clip), for: network)
        }, progress: progress
      ).map { loss.probabilities($0.map(Double.init)) }
    case .compiled(let file):
      let endsInSoftmax = endsInSoftmax
      let done = Atomic(0)
      return try Workers(threads: threads).results(counts.count) { clip in
        let scores = try file.withModel(on: file.path) { model in
          takesSound ? try model.scores(of: [sound(clip)]) : try model.scores(features: input(clip))
        }
        let count = done.wrappingAdd(1, ordering: .relaxed).newValue
        progress(Double(count) / Double(counts.count))
        return endsInSoftmax ? scores : loss.probabilities(scores)
      }
    }
  }
}
