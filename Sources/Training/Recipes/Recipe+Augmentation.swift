import Basics

extension Recipe {
  /// What is done to a training clip, in this order.
  public struct Augmentation: Equatable, Sendable {
    public var shift = 0.0
    public var speed = 1.0
    public var stretch = 1.0
    public var crop: Crop?
    public var gain = 0.0
    public var noise: ClosedRange<Double>?
    public var vocalTract = 1.0
    public var mixup: Mixup?

    public init() {}

    static var keys: KeyTable<Augmentation> {
      KeyTable(
        Augmentation(), name: "`augmentation`", text: "The changes are made in this order.",
        [
          .key(
            "shift", \.shift, .number(in: .atLeast(0).atMost(3_600)),
            "Samples turn around the clip by at most as many seconds."),
          .key(
            "speed", \.speed, .number(in: .atLeast(1).atMost(4)),
            "Durations change by a factor between 1 / x and x, and pitch with them."),
          .key(
            "stretch", \.stretch, .number(in: .atLeast(1).atMost(4)),
            "Durations change in the same way, and pitch stays."),
          .key("crop", \.crop, .optional(.object(Crop.keys)), "A piece of the clip at random."),
          .key("gain", \.gain, .number(in: .atLeast(0).atMost(120)), "Gains between −x and x dB."),
          .key(
            "noise", \.noise, .optional(.levels),
            "White noise at a level between these, in dB below the sound."),
          .key(
            "vocal_tract", \.vocalTract, .number(in: .atLeast(1).atMost(2)),
            "The length of the vocal tract changes by a factor between 1 / x and x (`crackle`)."),
          .key(
            "mixup", \.mixup, .optional(.object(Mixup.keys)),
            "Clips of a batch are mixed with each other, and their labels with them."),
        ])
    }
  }

  /// A piece of the clip at random.
  public struct Crop: Equatable, Sendable {
    public var seconds = 0.0
    public var quietest: Double?

    public init() {}

    static var keys: KeyTable<Crop> {
      KeyTable(
        Crop(), name: "`crop`",
        [
          .required(
            "seconds", \.seconds, .number(in: .above(0).atMost(3_600)), "The piece's length."),
          .key(
            "quietest", \.quietest, .optional(.number(in: .atLeast(0).atMost(120))),
            "Pieces are drawn again, up to 20 times, while their power is more dB below the clip's."
          ),
        ])
    }
  }

  /// Clips are mixed with others of the batch, and their labels with them.
  public struct Mixup: Equatable, Sendable {
    public var alpha = 0.0
    public var warmup = 0

    static var keys: KeyTable<Mixup> {
      KeyTable(
        Mixup(), name: "`mixup`",
        [
          .required(
            "alpha", \.alpha, .number(in: .above(0).atMost(100)),
            "Shares are drawn from Beta(α, α)."),
          .key("warmup", \.warmup, .integer(in: 0...Recipe.mostEpochs), "Epochs before it begins."),
        ])
    }
  }
}

extension KeyType<ClosedRange<Double>> {
  /// Two levels in dB, the lower one first.
  fileprivate static var levels: KeyType {
    KeyType(
      "[lower, upper], numbers at least 0 and at most 120",
      read: { fields, key throws(JSONError) in
        let ends = try fields.numbers(key, in: .atLeast(0).atMost(120))
        guard ends.count == 2, ends[0] <= ends[1] else {
          throw fields.outOfRange(
            key, "[lower, upper] with lower at most upper", try fields.value(key))
        }
        return ends[0]...ends[1]
      },
      write: { .numbers([$0.lowerBound, $0.upperBound]) })
  }
}
