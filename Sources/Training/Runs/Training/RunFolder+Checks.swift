import Basics

extension RunFolder {
  /// The checkpoints of a stage of a fold, by their names.
  static let checkpoints = ["last", "best"]

  /// What tells a file from any other contents; nil where it cannot be read.
  private func fingerprint(_ path: String) -> String? {
    guard let bytes = try? WholeFile.read(path) else { return nil }
    var print = Fingerprint()
    print.add(bytes)
    return print.text
  }

  /// The fingerprints of the checkpoints of a stage as they lie in the folder.
  func fingerprints(fold: String, stage: String) -> [String: String] {
    Self.checkpoints.reduce(into: [:]) { prints, name in
      prints[name] = fingerprint(checkpoint(name, fold: fold, stage: stage))
    }
  }

  /// Throws where a checkpoint of a finished training is not the one that the run has written.
  func checkCheckpoints(of state: RunState) throws(RunError) {
    for result in state.results {
      let found = fingerprints(fold: result.fold, stage: result.stageName)
      for name in Self.checkpoints where found[name] != result.checkpoints[name] {
        throw .damaged(path: checkpoint(name, fold: result.fold, stage: result.stageName))
      }
    }
  }

  /// Throws where the copy of the recipe or the list of the classes is not as the run has written it.
  func checkTexts(of state: RunState, labels: [String]) throws(RunError) {
    for (path, bytes) in [
      (recipe, Array(state.recipe.utf8)), (self.labels, TextLines.file(labels)),
    ] {
      guard (try? WholeFile.read(path)) == bytes else { throw .damaged(path: path) }
    }
  }
}

extension RunState {
  /// Throws where clips are not those that the run was started with, or do not have their sound.
  func checkClips(of store: ClipStore, in folder: RunFolder) throws(RunError) {
    guard clips.count == store.fingerprints.count else { throw .otherRecipe(path: folder.path) }
    let changed = clips.indices.filter { clips[$0] != store.fingerprints[$0] }
    guard changed.isEmpty else {
      throw .otherClips(path: folder.path, clips: changed.map { store.set.clips[$0].name })
    }
  }
}
