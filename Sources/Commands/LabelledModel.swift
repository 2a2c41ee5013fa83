import Compiler
import Graph
import Interchange
import ModelFormat
import Runtime
import Runs
import Synchronization
import Training

/// A model that can be scored on clips: a checkpoint or a compiled file.
struct LabelledModel {
  enum Kind {
    case checkpoint(Checkpoint)
    case compiled(ModelFile)
  }

  let path: String
  let kind: Kind
  let labels: [String]
  /// Whether its scores are probabilities of classes that exclude each other already.
  let endsInSoftmax: Bool
  /// Samples a second of its audio input; nil where it takes features.
  let rate: Int?

  init(_ path: String) throws {
    self.path = path
    if path.hasSuffix(".safetensors") {
      let checkpoint = try Checkpoint(contentsOf: path)
      guard checkpoint.network.inputs.count == 1 else { throw Self.severalInputs(path) }
      kind = .checkpoint(checkpoint)
      labels = checkpoint.network.labels
      endsInSoftmax = checkpoint.network.layers.last?.operation == .softmax
      rate =
        if case .waveform(let rate) = checkpoint.network.inputs[0].kind { rate } else { nil }
    } else {
      let file = try ModelFile(path)
      (labels, rate, endsInSoftmax) = try file.withModel { model in
        guard model.inputCount == 1 else { throw Self.severalInputs(path) }
        let isAudio = model.tensor(0).elementBytes == 2
        return (
          model.labels, isAudio ? model.input(0).samplesPerSecond : nil, model.endsInSoftmax
        )
      }
      kind = .compiled(file)
    }
    guard !labels.isEmpty else {
      throw CommandError("\(path): the model has no labels to compare with a data set's")
    }
  }

  private static func severalInputs(_ path: String) -> CommandError {
    CommandError("\(path): evaluate takes models with one input")
  }

  /// Probabilities of the classes for each clip.
  ///
  /// - Parameters:
  ///   - loss: what the model was trained with, which says what its logits mean.
  ///   - sound: the samples of a clip, as the model's input takes them.
  ///   - input: the same as a float network's input.
  func probabilities(
    loss: Loss.Kind, counts: [Int], threads: Int, sound: @escaping @Sendable (Int) -> [Int16],
    input: @escaping @Sendable (Int) -> [Float], progress: @Sendable (Double) -> Void
  ) throws -> [[Double]] {
    if loss == .binary, endsInSoftmax {
      throw CommandError("\(path): ends in a softmax, which is not for clips of several labels")
    }
    switch kind {
    case .checkpoint(let checkpoint):
      let longest = counts.max() ?? 1
      let scheme = try checkpoint.quantisation.map(QuantisationScheme.init)
      let classifier = try Classifier(
        checkpoint.network, checkpoint.parameters, scheme: scheme, longest: longest,
        capacity: max(longest, 1 << 18), threads: threads)
      let (takesSound, network) = (rate != nil, checkpoint.network)
      return try classifier.logits(
        counts: counts,
        input: { clip in
          takesSound
            ? scheme?.standardised(sound(clip), for: network) ?? input(clip) : input(clip)
        }, progress: progress
      ).map { loss.probabilities($0.map(Double.init)) }
    case .compiled(let file):
      let (takesSound, endsInSoftmax) = (rate != nil, endsInSoftmax)
      let results = Mutex<(scores: [[Double]], done: Int, failure: (any Error)?)>(
        ([[Double]](repeating: [], count: counts.count), 0, nil))
      Workers(threads: threads).forEach(counts.count) { clip in
        let result = Result {
          try file.withModel { model in
            let scores =
              takesSound
              ? try model.scores(samples: sound(clip).span)
              : try model.scores(features: input(clip))
            return endsInSoftmax ? scores : loss.probabilities(scores)
          }
        }
        results.withLock { results in
          switch result {
          case .success(let scores): results.scores[clip] = scores
          case .failure(let error): results.failure = results.failure ?? error
          }
          results.done += 1
          progress(Double(results.done) / Double(counts.count))
        }
      }
      return try results.withLock { results in
        if let error = results.failure as? RuntimeError {
          throw CommandError("\(path): \(error.sentence)")
        }
        if let error = results.failure { throw error }
        return results.scores
      }
    }
  }
}
