import Basics
import Features
import Foundation
import Interchange
import Recipes
import Runs
import Training

/// What networks are fed with, and what is true of it, as arrays with clips along the first axis.
struct ClipArrays {
  struct Form {
    /// What clips are brought to; nil for what models are scored on.
    var seconds: Double?
    /// As float networks take sound; else 16-bit samples.
    var isStandardised: Bool
  }

  private let store: ClipStore
  private let loss: Loss.Kind
  private let maker: SampleMaker
  private let isStandardised: Bool
  /// Samples that clips are brought to before anything else.
  private let fittedSamples: Int?
  /// Of one clip's input.
  private let shape: [Int]

  /// - Parameter clips: those that will be written; of sound, all have to get one length.
  /// - Precondition: There are clips. Features have neither another length nor another form.
  init(_ fed: FedClips, _ recipe: Recipe, _ clips: [Int], _ form: Form) throws {
    store = fed.store
    loss = recipe.loss.kind
    isStandardised = form.isStandardised
    if let shape = recipe.features.shape {
      maker = fed.maker
      fittedSamples = nil
      self.shape = shape
    } else if let seconds = form.seconds {
      let samples = max(1, Int((seconds * Double(store.rate)).rounded()))
      maker = SampleMaker(
        .waveform, Recipe.Augmentation(), rate: store.rate, longest: samples)
      fittedSamples = samples
      shape = [samples]
    } else {
      maker = fed.maker
      fittedSamples = nil
      shape = [try Self.commonLength(of: clips, fed)]
    }
  }

  /// The samples that all clips are scored with.
  private static func commonLength(of clips: [Int], _ fed: FedClips) throws -> Int {
    let sorted = clips.sorted { fed.store.counts[$0] < fed.store.counts[$1] }
    let ends = [sorted[0], sorted[sorted.count - 1]].map { clip in
      let samples = fed.maker.wholeCount(fed.store.counts[clip])
      let seconds = Numerals.fixed(Double(samples) / Double(fed.store.rate), decimals: 3)
      return (samples: samples, text: "\(seconds) s (\(fed.store.set.clips[clip].name))")
    }
    guard ends[0].samples == ends[1].samples else {
      throw CommandError(
        "clips are scored with \(ends[0].text) to \(ends[1].text), and an array has one length; "
          + "give it with --seconds")
    }
    return ends[0].samples
  }

  /// Writes `inputs.npy`, `classes.npy` and `clips.txt`; what they hold in words.
  ///
  /// - Parameters:
  ///   - folder: is made where it is missing.
  ///   - progress: is told how many clips were written since, and stops by throwing.
  func write(
    _ clips: [Int], to folder: String, workers: Workers, progress: (Int) throws -> Void
  ) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let kind: NumPyArray.Kind = isStandardised ? .float32 : .int16
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
    return isStandardised
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
