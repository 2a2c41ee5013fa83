public import DataSets
public import Graph
public import Training

/// A training as data: what is learnt from, by what, how, and from which seed.
///
/// Read from JSON by `Recipe(json:)`, which documents the keys; a recipe and a data set determine
/// a run's checkpoints to the last bit.
public struct Recipe: Equatable, Sendable {
  public var name: String
  public var data: DataChoice
  public var features: FeatureChoice
  public var architecture: ArchitectureChoice
  public var start: Start?
  public var loss: LossChoice
  public var optimizer: OptimizerChoice
  public var schedule: Schedule
  public var epochs: Int
  /// Clips a step.
  public var batch: Int
  public var augmentation: Augmentation
  public var folds: FoldChoice
  /// The part of the training clips that is kept for choosing the best epoch; 0 for none.
  public var validationShare: Double
  /// Epochs without a better score of the validation clips after which a fold ends; nil for all
  /// epochs.
  public var patience: Int?
  public var pruning: Pruning?
  public var quantisation: Quantisation?
  public var seed: UInt64
}

extension Recipe {
  public struct DataChoice: Equatable, Sendable {
    /// nil: recognised by its files.
    public var layout: Layout?
    /// What to do with a recording that cannot be read.
    public var broken: ClipReader.Policy

    public init(layout: Layout? = nil, broken: ClipReader.Policy = .skip) {
      self.layout = layout
      self.broken = broken
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
  }

  public struct ArchitectureChoice: Equatable, Sendable {
    public enum Source: Equatable, Sendable {
      case zoo(name: String, ZooOptions)
      /// A file of JSON, relative to the recipe.
      case file(String)
    }

    public var source: Source
    /// Replaces the rate of every dropout layer.
    public var dropout: Double?
    public var initialisation: Initialisation
  }

  /// Transfer learning: parameters to begin with.
  public struct Start: Equatable, Sendable {
    /// Relative to the recipe; nil where the command line has to name it.
    public var checkpoint: String?
    /// Layers that begin anew; empty for the last one with parameters.
    public var replaced: [String]
  }

  public struct LossChoice: Equatable, Sendable {
    public enum ClassWeights: Equatable, Sendable {
      case none
      /// Clips / (classes · clips of the class): every class weighs the same where clips have one
      /// label.
      case balanced
      /// 1 − the share of the clips that are of the class.
      case complement
      case given([Double])
    }

    /// Binary where clips have several labels.
    public var kind: Loss.Kind
    /// 0 for none.
    public var focalGamma: Double
    public var classWeights: ClassWeights
    public var labelSmoothing: Double
    public var distillation: Distillation?
  }

  /// A teacher whose logits are learnt from.
  public struct Distillation: Equatable, Sendable {
    /// A checkpoint, relative to the recipe; nil where the command line has to name it.
    public var teacher: String?
    public var temperature: Double
    public var share: Double
  }

  public struct OptimizerChoice: Equatable, Sendable {
    public var kind: OptimizerKind
    public var rate: Double
    public var weightDecay: Double
    /// The first group that a layer matches says how fast it learns.
    public var groups: [Group]
  }

  /// Layers that learn at a share of the rate.
  public struct Group: Equatable, Sendable {
    /// Names of layers, in which * stands for any characters.
    public var layers: [String]
    /// 0 freezes.
    public var fraction: Double
  }

  /// What is done to a training clip, in this order.
  public struct Augmentation: Equatable, Sendable {
    /// Samples turn around the clip by at most as many seconds.
    public var shift: Double
    /// Durations change by a factor between 1 / stretch and stretch, and pitch with them.
    public var speed: Double
    /// The same with the pitch kept.
    public var stretch: Double
    public var crop: Crop?
    /// Gains between −gain and gain, in dB.
    public var gain: Double
    /// White noise at a level between these, in dB below the sound.
    public var noise: ClosedRange<Double>?
    /// Factors of vocal tract length perturbation lie between 1 / x and x.
    public var vocalTract: Double
    public var mixup: Mixup?

    public init(
      shift: Double = 0, speed: Double = 1, stretch: Double = 1, crop: Crop? = nil,
      gain: Double = 0, noise: ClosedRange<Double>? = nil, vocalTract: Double = 1,
      mixup: Mixup? = nil
    ) {
      self.shift = shift
      self.speed = speed
      self.stretch = stretch
      self.crop = crop
      self.gain = gain
      self.noise = noise
      self.vocalTract = vocalTract
      self.mixup = mixup
    }
  }

  /// A piece of the clip at random.
  public struct Crop: Equatable, Sendable {
    public var seconds: Double
    /// Pieces are drawn again, up to 20 times, while their power is as many dB and more below the
    /// clip's; nil takes every piece.
    public var quietest: Double?

    public init(seconds: Double, quietest: Double? = nil) {
      self.seconds = seconds
      self.quietest = quietest
    }
  }

  /// Clips are mixed with others of the batch, and their labels with them.
  public struct Mixup: Equatable, Sendable {
    /// Shares are drawn from Beta(α, α).
    public var alpha: Double
    /// Epochs before it begins.
    public var warmup: Int
  }

  public struct FoldChoice: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
      /// As the data set's publisher has it.
      case published
      case stratified(count: Int)
      /// No subject in two folds.
      case subjects(count: Int)
      /// Independent draws of a share to test with.
      case draws(count: Int, testShare: Double, keepingSubjectsApart: Bool)
    }

    public var kind: Kind
    public var seed: UInt64

    public init(kind: Kind = .published, seed: UInt64 = 1) {
      self.kind = kind
      self.seed = seed
    }
  }
}
