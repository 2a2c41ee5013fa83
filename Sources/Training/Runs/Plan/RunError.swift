import Basics

/// Why a run cannot begin, go on or be looked at: one line.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
  case badState(path: String)
  /// A state of another recipe, other options or other data.
  case otherRecipe(path: String)
  /// Clips that have other names, labels or sound than those of the run.
  case otherClips(path: String, clips: [String])
  /// A file of a run that is not as the run has written it.
  case damaged(path: String)
  case folderInUse(path: String)
  /// Another process trains in the folder.
  case locked(path: String)
  case nothingToResume(path: String)
  case lengthsDiffer(shortest: Int, longest: Int, rate: Int)
  case tooLittle(fold: String, part: String)
  /// A class that has lost all its clips.
  case lostClass(label: String, clips: Int)
  case inputs(network: String, features: String)
  case startMissing
  case teacherMissing
  /// A teacher with other inputs or classes.
  case teacherMisfit(problem: String)
  /// Something that the recipe makes no use of.
  case startUnused
  case teacherUnused
  case startTensor(path: String, name: String, problem: String)
  case unknownLayers(key: String, pattern: String, layers: [String])
  case classWeights(given: Int, classes: Int)
  case severalLabels(clip: String, labels: [String])
  case softmax(layer: String)
  case diverged(fold: String, epoch: Int)
  case rewindTooLate(step: Int, steps: Int)
  /// A run whose trainings are no start for this one.
  case otherRun(path: String, problem: String)
  case noRun(path: String)
  /// How many trainings are done.
  case unfinished(path: String, trainings: Int)
  /// The run's data set had other classes, clips or folds.
  case otherData(path: String, dataSet: String)
  /// A report of a run whose clips may have several labels.
  case notExclusive(path: String)

  public var description: String {
    switch self {
    case .badState(let path): "\(path): not the state of a run; start anew in another folder"
    case .otherRecipe(let path):
      "\(path): the run was started with another recipe, options or data; resume it with the same, "
        + "or start anew in another folder"
    case .otherClips(let path, let clips):
      "\(path): the data set has changed since the run was started (\(listed(clips, upTo: 3))); put "
        + "the recordings back, or start anew in another folder"
    case .damaged(let path):
      "\(path): is not the file that the run has written; put it back, or start anew in another folder"
    case .locked(let path):
      "\(path): another process trains in this folder; wait for its end, or choose another folder"
    case .folderInUse(let path):
      "\(path): holds a run already; continue with --resume, or choose another folder"
    case .nothingToResume(let path):
      "\(path): holds no run to continue; leave out --resume to start one"
    case .lengthsDiffer(let shortest, let longest, let rate):
      "clips are between \(seconds(shortest, rate)) and \(seconds(longest, rate)) s long; say with "
        + "augmentation.crop what length to train on"
    case .tooLittle(let fold, let part): "\(fold): no \(part) clips that can be read"
    case .lostClass(let label, let clips):
      "\(printable(label)): all \(clips) clips of the class are dropped; mend the recordings, or take "
        + "the class out of the data set"
    case .inputs(let network, let features): "\(network) cannot be fed with \(features) features"
    case .startMissing:
      "the recipe starts from a checkpoint that it does not name; give it with --start"
    case .teacherMissing:
      "the recipe distils from a teacher that it does not name; give it with --teacher"
    case .teacherMisfit(let problem):
      "the teacher's \(problem); take a checkpoint for the same clips and classes"
    case .startUnused: "--start: the recipe starts from no checkpoint; add \"start\": {} to it"
    case .teacherUnused:
      "--teacher: the recipe distils from no teacher; add loss.distillation to it"
    case .startTensor(let path, let name, let problem): "\(path): \(name): \(problem)"
    case .unknownLayers(let key, let pattern, let layers):
      "\(key): no layer is called \(pattern); the layers with parameters are "
        + layers.joined(separator: ", ")
    case .classWeights(let given, let classes):
      "loss.class_weights: \(given) weights for \(classes) classes"
    case .severalLabels(let clip, let labels):
      "\(clip): has several labels (\(labels.joined(separator: ", "))); write "
        + "\"loss\": {\"kind\": \"binary\"} in the recipe, or give each clip one label"
    case .softmax(let layer):
      "loss.kind: the network ends in a softmax (\(layer)), which takes clips to have one label; "
        + "leave out the layer or the loss's kind"
    case .rewindTooLate(let step, let steps):
      "pruning.rewind: step \(step) is not before the end of a training of \(steps) steps"
    case .otherRun(let path, let problem):
      "\(path): \(problem); take a run of the same recipe, whatever its pruning and quantisation"
    case .noRun(let path): "\(path): holds no run; name a folder that `stapes train` has written"
    case .unfinished(let path, let trainings):
      "\(path): the run is not finished, \(trainings) of its trainings are; go on with "
        + "`stapes train` and --resume first"
    case .otherData(let path, let dataSet):
      "\(path): the run was trained on other data than \(dataSet) as it is here; name its data "
        + "set with --data"
    case .notExclusive(let path):
      "\(path): the run's clips may have several labels; only runs with loss.kind cross_entropy "
        + "can be reported on"
    case .diverged(let fold, let epoch):
      "\(fold), epoch \(epoch): the loss is not a number; lower optimizer.rate"
    }
  }

  private func seconds(_ samples: Int, _ rate: Int) -> String {
    "\((Double(samples) / Double(rate) * 10).rounded() / 10)"
  }
}
