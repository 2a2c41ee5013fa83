import Basics
import Features
import Interchange
public import Recipes
import Runs
import Training

/// What networks are fed with, and what is true of it, as arrays with clips along the first axis.
public struct ClipArrays: Sendable {
  /// Clips that are written together.
  public struct Part: Equatable, Sendable {
    /// `/test`: below the folder of all parts; empty for this folder itself.
    public var folder: String
    /// Indices into the data set's clips.
    public var clips: [Int]

    public init(folder: String, clips: [Int]) {
      self.folder = folder
      self.clips = clips
    }
  }

  private let store: ClipStore
  private let loss: Loss.Kind
  private let maker: SampleMaker
  private let isFloat: Bool
  /// Samples that clips are brought to before anything else.
  private let fittedSamples: Int?
  /// Of one clip's input.
  private let shape: [Int]

  /// - Parameters:
  ///   - clips: those that will be written; of sound, all have to get one length.
  ///   - seconds: what sound is brought to; nil for what models are scored on.
  ///   - isStandardised: sound as float networks take it; else 16-bit samples.
  /// - Precondition: There are clips. Features have neither another length nor another form.
  public init(
    _ fed: FedClips, _ recipe: Recipe, _ clips: [Int], seconds: Double? = nil,
    isStandardised: Bool = true
  ) throws {
    store = fed.store
    loss = recipe.loss.kind
    isFloat = isStandardised || recipe.features.fixed != nil
    if recipe.features.fixed == nil, let seconds {
      let samples = max(1, Int((seconds * Double(store.rate)).rounded()))
      maker = SampleMaker(.waveform, Recipe.Augmentation(), rate: store.rate, longest: samples)
      fittedSamples = samples
      shape = [samples]
    } else {
      maker = fed.maker
      fittedSamples = nil
      shape = try recipe.features.fixed?.shape ?? [Self.commonLength(of: clips, fed)]
    }
  }

  /// The samples that all clips are scored with.
  private static func commonLength(of clips: [Int], _ fed: FedClips) throws -> Int {
    let sorted = clips.sorted { fed.store.counts[$0] < fed.store.counts[$1] }
    let ends = [sorted[0], sorted[sorted.count - 1]].map { clip in
      (clip: clip, samples: fed.maker.wholeCount(fed.store.counts[clip]))
    }
    guard ends[0].samples == ends[1].samples else {
      let lengths = ends.map { end in
        ArrayError.Length(
          clip: fed.store.set.clips[end.clip].name,
          seconds: Double(end.samples) / Double(fed.store.rate))
      }
      throw ArrayError.lengthsDiffer(shortest: lengths[0], longest: lengths[1])
    }
    return ends[0].samples
  }

  /// Writes a folder with `labels.txt`, and for each part `inputs.npy`, `classes.npy` and
  /// `clips.txt`; what each part holds in words. The folder appears when all is written.
  ///
  /// Throws `ArrayError.stopped` as the watcher asks.
  public func write(
    _ parts: [Part], to folder: String, threads: Int, watcher: WorkWatcher = .silent
  ) throws -> [String] {
    let count = parts.reduce(0) { $0 + $1.clips.count }
    var done = 0
    return try AtomicFolder.make(folder) { folder in
      try AtomicFile.write(TextLines.file(store.set.labels), to: folder + "/labels.txt")
      return try parts.map { part in
        try write(part.clips, to: folder + part.folder, Workers(threads: threads)) { clips in
          guard !watcher.shouldStop() else { throw ArrayError.stopped }
          done += clips
          watcher.progress("writing", Double(done) / Double(count))
        }
      }
    }
  }

  /// - Parameters:
  ///   - folder: is made where it is missing.
  ///   - progress: is told how many clips were written since, and stops by throwing.
  private func write(
    _ clips: [Int], to folder: String, _ workers: Workers, progress: (Int) throws -> Void
  ) throws -> String {
    try Folder.make(folder)
    let kind: NumPyArray.Kind = isFloat ? .float32 : .int16
    let whole = [clips.count] + shape
    var inputs = try NumPyWriter(folder + "/inputs.npy", kind, shape: whole)
    // Some clips for each thread, and not all of them in memory.
    let step = 4 * workers.threads
    for start in stride(from: 0, to: clips.count, by: step) {
      let some = Array(clips[start..<min(start + step, clips.count)])
      for input in try workers.results(some.count, { try input(some[$0]) }) {
        try inputs.append(input)
      }
      try progress(some.count)
    }
    try inputs.finish()
    let classes = classes(clips)
    try AtomicFile.write(classes.file, to: folder + "/classes.npy")
    let names = clips.map { store.set.clips[$0].name }
    try AtomicFile.write(TextLines.file(names), to: folder + "/clips.txt")
    return
      "inputs.npy \(Self.text(kind, whole)), classes.npy \(Self.text(classes.kind, classes.shape))"
  }

  private func input(_ clip: Int) throws -> NumPyArray {
    let samples = try store.samples(clip)
    let sound = fittedSamples.map { SamplePadding.fitted(samples, to: $0) } ?? samples
    return isFloat
      ? NumPyArray(maker.whole(sound), shape: [1] + shape)
      : NumPyArray(maker.wholeSound(sound), shape: [1] + shape)
  }

  private func classes(_ clips: [Int]) -> NumPyArray {
    let clips = clips.map { store.set.clips[$0] }
    return switch loss {
    case .crossEntropy: NumPyArray(classes: clips.map(\.label))
    case .binary: NumPyArray(labels: clips.map(\.allLabels), of: store.set.labels.count)
    }
  }

  /// `80 × 80,000 float32`
  private static func text(_ kind: NumPyArray.Kind, _ shape: [Int]) -> String {
    shape.map(\.grouped).joined(separator: " × ") + " \(kind)"
  }
}
