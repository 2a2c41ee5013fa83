import Basics
import Foundation
package import Graph
import Interchange

/// Where a run stands: everything that its rest depends on, and what is known of its past.
package struct RunState: Equatable {
  /// One epoch as it is shown, drawn and written down.
  package struct Epoch: Codable, Equatable {
    package var fold: String
    /// nil in a run of one training a fold.
    package var stage: String?
    /// Counted from 1.
    package var epoch: Int
    package var loss: Double
    /// Of the training samples as they were seen, mixed and changed; nil where they may have
    /// several labels.
    package var accuracy: Double?
    package var validationLoss: Double?
    /// The score of the validation clips, under the name of what it is.
    package var validationAccuracy: Double?
    package var validationMeanAveragePrecision: Double?
    /// Of the last step.
    package var rate: Double

    var validationScore: Double? { validationAccuracy ?? validationMeanAveragePrecision }
  }

  /// What came out of a stage of a fold: the logits of its test clips.
  package struct FoldResult: Codable, Equatable {
    package var fold: String
    /// nil in a run of one training a fold.
    package var stage: String?
    package var clips: [Int]
    package var logits: [[Float]]
    /// Counted from 1; nil where the last was taken.
    package var bestEpoch: Int?
    /// Of the network that was taken; in a run of several trainings a fold.
    package var weightsNotZero: Int?
    /// Fingerprints of the checkpoints that the run has written, by their names.
    package var checkpoints: [String: String] = [:]
  }

  /// The stage in work of the fold in work.
  package struct Fold: Equatable {
    package var progress: Progress
    package var parameters: Parameters
    package var best: Parameters?
    package var optimizerSteps: Int
    package var moments: [String: [Float]]
  }

  /// Numbers of the stage in work.
  package struct Progress: Codable, Equatable {
    package var step = 0
    /// Of the epoch in work.
    package var lossSum = 0.0
    package var hits = 0
    package var seen = 0
    package var bestScore: Double?
    package var bestLoss: Double?
    package var bestEpoch: Int?
  }

  /// What must be the same for a run to go on: the recipe's text, and the fingerprints of the plan,
  /// the clips and the folds.
  package var recipe: String
  package var plan: String
  package var clips: [String]
  package var folds: [String]
  package var epochs: [Epoch] = []
  package var results: [FoldResult] = []
  package var fold: Fold?
}

extension RunState {
  private struct Header: Codable {
    var recipe: String
    var plan: String
    var clips: [String]
    var folds: [String]
    var epochs: [Epoch]
    var results: [FoldResult]
    var progress: Progress?
    var optimizerSteps: Int?
  }

  private static let headerKey = "stapes.run"
  private static let checksumKey = "stapes.checksum"

  /// Of all that a file says: a state that is taken for good is not looked at again.
  private static func checksum(_ header: String, _ tensors: [NamedTensor]) -> String {
    var print = Fingerprint()
    print.add(header)
    for tensor in tensors.sorted(by: { $0.name < $1.name }) {
      print.add(tensor.name)
      print.add(tensor.shape)
      print.add(tensor.bytes)
    }
    return print.text
  }

  package func write(to path: String) throws {
    let header = Header(
      recipe: recipe, plan: plan, clips: clips, folds: folds, epochs: epochs, results: results,
      progress: fold?.progress, optimizerSteps: fold?.optimizerSteps)
    let text = try jsonText(header, isPretty: false)
    let moments = fold?.moments.mapValues { Tensor(shape: [$0.count], values: $0) }
    let tensors =
      Self.tensors("parameters", fold?.parameters.tensors)
      + Self.tensors("best", fold?.best?.tensors) + Self.tensors("moments", moments)
    let metadata: SafetensorsMetadata = [
      Self.headerKey: text, Self.checksumKey: Self.checksum(text, tensors),
    ]
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: path)
  }

  private static func tensors(_ group: String, _ tensors: [String: Tensor]?) -> [NamedTensor] {
    (tensors ?? [:]).sorted { $0.key < $1.key }.map { name, tensor in
      NamedTensor(name: "\(group)/\(name)", shape: tensor.shape, floats: tensor.values)
    }
  }

  package init(contentsOf path: String) throws {
    guard let file = try? SafetensorsFile.read(contentsOf: path),
      let text = file.metadata?[Self.headerKey],
      file.metadata?[Self.checksumKey] == Self.checksum(text, file.tensors),
      let header = try? JSONDecoder().decode(Header.self, from: Data(text.utf8))
    else { throw RunError.badState(path: path) }
    recipe = header.recipe
    plan = header.plan
    clips = header.clips
    folds = header.folds
    epochs = header.epochs
    results = header.results
    guard let progress = header.progress, let steps = header.optimizerSteps else { return }
    var groups: [Substring: [String: Tensor]] = [:]
    for tensor in file.tensors {
      guard let slash = tensor.name.firstIndex(of: "/") else { continue }
      let name = String(tensor.name[slash...].dropFirst())
      groups[tensor.name[..<slash], default: [:]][name] = Tensor(
        shape: tensor.shape, values: try tensor.floats())
    }
    fold = Fold(
      progress: progress, parameters: Parameters(tensors: groups["parameters"] ?? [:]),
      best: groups["best"].map(Parameters.init), optimizerSteps: steps,
      moments: groups["moments"]?.mapValues(\.values) ?? [:])
  }
}
