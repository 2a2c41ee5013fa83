import Basics

/// Why a model cannot be scored on clips: one line that names the model or the clip.
public enum ScoringError: Error, Equatable, Sendable, CustomStringConvertible {
  case noLabels(model: String)
  case severalInputs(model: String)
  /// A model that ends in a softmax, for clips of several labels.
  case softmax(model: String)
  /// No recipe says how clips of several labels are meant.
  case severalLabels(clip: String)
  /// A model of features, and no recipe that says how they are made.
  case takesFeatures(model: String)
  case otherFeatures(model: String, features: String)
  case noClips(path: String)
  /// Labels of clips that are none of the model's classes.
  case otherClasses(model: String, classes: [String], dataSet: String, labels: [String])
  /// Classes of a model without a clip, where a gate needs some of each.
  case classesWithoutClips(dataSet: String, labels: [String])
  /// Two models of sound at two rates.
  case otherRate(model: String, rate: Int, others: Int)
  /// Sound, for a model that takes none.
  case noAudioInput(model: String)
  case noRate(model: String)
  /// Windows, for a continuous model.
  case ownWindow(model: String, window: String)
  /// Standard input that brings more samples than are kept for one score.
  case endlessInput(samples: Int)

  public var description: String {
    switch self {
    case .noLabels(let model): "\(model): the model has no labels to compare with a data set's"
    case .severalInputs(let model): "\(model): evaluate takes models with one input"
    case .softmax(let model): "\(model): ends in a softmax, but the clips have several labels"
    case .severalLabels(let clip):
      "\(clip): has several labels; name with --recipe the recipe that the model was trained with, "
        + "whose loss.kind is binary"
    case .takesFeatures(let model): "\(model): takes features; name the recipe with --recipe"
    case .otherFeatures(let model, let features):
      "\(model): does not take the recipe's \(features) features"
    case .noClips(let path): "\(path): no clips that can be scored"
    case .otherClasses(let model, let classes, let dataSet, let labels):
      "\(model): \(dataSet) has clips of \(listed(labels, upTo: 5)), but the model's classes are "
        + "\(listed(classes, upTo: 10)); score it on clips of its classes"
    case .classesWithoutClips(let dataSet, let labels):
      "\(dataSet): holds no clips of \(listed(labels, upTo: 5)); a gate needs clips of every class of "
        + "the model"
    case .otherRate(let model, let rate, let others):
      "\(model): takes \(rate) Hz, the other model \(others) Hz"
    case .noAudioInput(let model): "\(model): run takes models with one audio input"
    case .ownWindow(let model, let window):
      "\(model): --window goes with models that score clips; this one gives \(window)"
    case .noRate(let model): "\(model): the model does not say how many samples a second it takes"
    case .endlessInput(let samples):
      "standard input: more than \(samples.grouped) samples for one score; score shorter windows with "
        + "--window"
    }
  }
}
