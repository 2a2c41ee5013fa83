import Foundation
import Graph
import Interchange

/// Where a run stands: everything that its rest depends on, and what is known of its past.
struct RunState: Equatable {
  /// One epoch as it is shown, drawn and written down.
  struct Epoch: Codable, Equatable {
    var fold: String
    /// Counted from 1.
    var epoch: Int
    var loss: Double
    /// Of the training samples as they were seen, mixed and changed; nil where they may have
    /// several labels.
    var accuracy: Double?
    var validationLoss: Double?
    /// The score of the validation clips, under the name of what it is.
    var validationAccuracy: Double?
    var validationMeanAveragePrecision: Double?
    /// Of the last step.
    var rate: Double

    var validationScore: Double? { validationAccuracy ?? validationMeanAveragePrecision }
  }

  /// What came out of a fold: the logits of its test clips.
  struct FoldResult: Codable, Equatable {
    var fold: String
    var clips: [Int]
    var logits: [[Float]]
    /// Counted from 1; nil where the last was taken.
    var bestEpoch: Int?
  }

  /// The fold in work.
  struct Fold: Equatable {
    var progress: Progress
    var parameters: Parameters
    var best: Parameters?
    var optimizerSteps: Int
    var moments: [String: [Float]]
  }

  /// Numbers of the fold in work.
  struct Progress: Codable, Equatable {
    /// Steps taken in the fold.
    var step = 0
    /// Of the epoch in work.
    var lossSum = 0.0
    var hits = 0
    var seen = 0
    var bestScore: Double?
    var bestLoss: Double?
    var bestEpoch: Int?
  }

  /// What must be the same for a run to go on.
  var recipe: String
  var epochs: [Epoch] = []
  var results: [FoldResult] = []
  var fold: Fold?
}

extension RunState {
  private struct Header: Codable {
    var recipe: String
    var epochs: [Epoch]
    var results: [FoldResult]
    var progress: Progress?
    var optimizerSteps: Int?
  }

  private static let headerKey = "stapes.run"

  /// Writes the state, beside and renamed.
  func write(to path: String) throws {
    let header = Header(
      recipe: recipe, epochs: epochs, results: results, progress: fold?.progress,
      optimizerSteps: fold?.optimizerSteps)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(header), as: UTF8.self)
    var tensors: [NamedTensor] = []
    if let fold {
      tensors += Self.tensors("parameters", fold.parameters)
      tensors += fold.best.map { Self.tensors("best", $0) } ?? []
      for (name, values) in fold.moments.sorted(by: { $0.key < $1.key }) {
        tensors.append(
          NamedTensor(name: "moments/\(name)", shape: [values.count], floats: values))
      }
    }
    try SafetensorsFile(tensors: tensors, metadata: [Self.headerKey: text]).write(to: path)
  }

  private static func tensors(_ group: String, _ parameters: Parameters) -> [NamedTensor] {
    parameters.tensors.sorted { $0.key < $1.key }.map { name, tensor in
      NamedTensor(name: "\(group)/\(name)", shape: tensor.shape, floats: tensor.values)
    }
  }

  init(contentsOf path: String) throws {
    let file = try SafetensorsFile.read(contentsOf: path)
    guard let text = file.metadata?[Self.headerKey],
      let header = try? JSONDecoder().decode(Header.self, from: Data(text.utf8))
    else { throw RunError.badState(path: path) }
    recipe = header.recipe
    epochs = header.epochs
    results = header.results
    guard let progress = header.progress, let steps = header.optimizerSteps else { return }
    var parameters = Parameters()
    var best = Parameters()
    var moments: [String: [Float]] = [:]
    for tensor in file.tensors {
      guard let slash = tensor.name.firstIndex(of: "/") else { continue }
      let name = String(tensor.name[tensor.name.index(after: slash)...])
      let values = try tensor.floats()
      switch tensor.name[..<slash] {
      case "parameters": parameters[name] = Tensor(shape: tensor.shape, values: values)
      case "best": best[name] = Tensor(shape: tensor.shape, values: values)
      default: moments[name] = values
      }
    }
    fold = Fold(
      progress: progress, parameters: parameters, best: best.tensors.isEmpty ? nil : best,
      optimizerSteps: steps, moments: moments)
  }
}
