public import DataSets
import Basics
public import Training

/// A training as data: the network, how it learns, and from which seed.
///
/// Read from JSON by `Recipe(json:)`. The tables of keys say what each property means; a recipe and
/// a data set determine a run's checkpoints to the last bit.
public struct Recipe: Equatable, Sendable {
  public var name = ""
  public var data = DataChoice()
  public var features = FeatureChoice.waveform
  public var architecture = ArchitectureChoice()
  public var start: Start?
  public var loss = LossChoice()
  public var optimizer = OptimizerChoice()
  public var schedule = Schedule.constant
  public var epochs = 0
  public var batch = 32
  public var augmentation = Augmentation()
  public var folds = FoldChoice()
  public var validationShare = 0.0
  public var patience: Int?
  public var pruning: Pruning?
  public var quantisation: Quantisation?
  public var seed: UInt64 = 1
}

extension Recipe {
  static let mostEpochs = 100_000

  static var keys: KeyTable<Recipe> {
    KeyTable(
      Recipe(), name: "The recipe",
      text:
        "Unknown keys are errors. Null stands for a key's default. In names of layers, * stands "
        + "for any characters. Paths are relative to the recipe.",
      [
        .required("name", \.name, .string, "The name in reports."),
        .key("data", \.data, .object(DataChoice.keys), "How the data set is read."),
        .key("features", \.features, .choice, FeatureChoice.text),
        .required("architecture", \.architecture, .object(ArchitectureChoice.keys), "The network."),
        .key(
          "start", \.start, .optional(.object(Start.keys)),
          "Transfer learning: the parameters to begin with."),
        .key("loss", \.loss, .object(LossChoice.keys), "What training makes small."),
        .required(
          "optimizer", \.optimizer, .object(OptimizerChoice.keys), "How weights are changed."),
        .key(
          "schedule", \.schedule, .object(Schedule.keys), "How the rate changes over the training."),
        .required("epochs", \.epochs, .integer(in: 1...mostEpochs), "Passes over the clips."),
        .key("batch", \.batch, .integer(in: 1...65_536), "Clips of a step."),
        .key(
          "augmentation", \.augmentation, .object(Augmentation.keys),
          "How training clips are changed."),
        .key("folds", \.folds, .object(FoldChoice.keys), "How clips are divided for the test."),
        .key(
          "validation_share", \.validationShare, .number(in: .atLeast(0).below(1)),
          "The share of the training clips that is kept for choosing the best epoch."),
        .key(
          "patience", \.patience, .optional(.integer(in: 1...mostEpochs)),
          "A fold ends after as many epochs without a better score of the validation clips."),
        .key(
          "pruning", \.pruning, .optional(.object(Pruning.keys)),
          "A lottery ticket is drawn after the training."),
        .key(
          "quantisation", \.quantisation, .optional(.object(Quantisation.keys)),
          "Training goes on in the integers of a compiled file."),
        .key("seed", \.seed, .seed, "All that is random follows from it."),
      ])
  }
}

extension Recipe {
  public struct DataChoice: Hashable, Sendable {
    /// nil: recognised by its files.
    public var layout: Layout?
    public var broken = ClipReader.Policy.skip
    /// A regular expression that finds subjects in paths.
    public var subjects: String?
    /// In the order of the network's outputs; empty for those of the data set.
    public var classes: [String] = []

    public init() {}

    static var keys: KeyTable<DataChoice> {
      KeyTable(
        DataChoice(), name: "`data`",
        [
          .key(
            "layout", \.layout,
            .oneOf([("detect", nil)] + Layout.allCases.map { ($0.rawValue, $0) }),
            "The layout of the data set; `detect` recognises it by its files."),
          .key(
            "broken", \.broken, .choice,
            "Whether a recording that cannot be read ends the run, or is dropped, named and counted."
          ),
          .key(
            "subjects", \.subjects, .optional(.string),
            "For the layout `folders`: a regular expression whose first group is the subject. It is "
              + "searched in the path of a recording below the folder of its class."),
          .key(
            "classes", \.classes, .strings,
            "The classes in the order of the network's outputs and of reports; by default the data "
              + "set's. A class may have no clips."),
        ])
    }

    /// The data set of a folder or a list, in the layout that is named or that its files show.
    public func set(at path: String) throws(DataSetError) -> DataSet {
      let layout = if let layout { layout } else { try Layout.detect(at: path) }
      let set = try DataSet.load(layout: layout, at: path, subjectPattern: subjects)
      return classes.isEmpty ? set : try set.withClasses(classes)
    }
  }

  /// What a network is fed with.
  public enum FeatureChoice: String, CaseIterable, Equatable, Sendable {
    /// The samples at the input's rate, standardised over the clip.
    case waveform
    /// The cough CNN's log-mel spectrogram: 48 kHz, 2 s, 41 frames of 128 mels.
    case cough
    /// The crackle CNN's log-mel spectrogram: 16 kHz, 131,960 samples, 257 frames of 45 mels.
    case crackle

    fileprivate static let text =
      "What the network is fed with: samples, or the log-mel pictures of the cough CNN (41 frames "
      + "of 128 bands, 2 s at 48 kHz) or of the crackle CNN (257 of 45, 131,960 samples at 16 kHz)."
  }

  /// Transfer learning: parameters to begin with.
  public struct Start: Equatable, Sendable {
    public var checkpoint: String?
    public var replaced: [String] = []

    static var keys: KeyTable<Start> {
      KeyTable(
        Start(), name: "`start`",
        [
          .key(
            "checkpoint", \.checkpoint, .optional(.string),
            "A checkpoint; without it the command line names one with --start."),
          .key(
            "replaced", \.replaced, .strings,
            "Layers that begin anew; by default the last one with parameters."),
        ])
    }
  }
}

extension KeyType<UInt64> {
  /// A whole number that any reader of JSON keeps exactly, up to 2^53.
  static var seed: KeyType {
    KeyType<Int>.integer(in: 0...(1 << 53)).mapped(UInt64.init, back: Int.init)
  }
}
