import Basics
public import Training

extension Recipe {
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

    public var kind = Loss.Kind.crossEntropy
    public var focalGamma = 0.0
    public var classWeights = ClassWeights.none
    public var labelSmoothing = 0.0
    public var distillation: Distillation?

    static var keys: KeyTable<LossChoice> {
      KeyTable(
        LossChoice(), name: "`loss`",
        [
          .key(
            "kind", \.kind, .choice,
            "Whether classes exclude each other, or each is there or not: clips with several "
              + "labels need `binary`."),
          .key(
            "focal_gamma", \.focalGamma, .number(in: .atLeast(0).atMost(10)),
            "The exponent of the focal loss; 0 for none."),
          .key(
            "class_weights", \.classWeights, .classWeights,
            "`balanced` is clips / (classes · clips of the class), `complement` 1 − the share of the "
              + "clips that are of the class."),
          .key(
            "label_smoothing", \.labelSmoothing, .number(in: .atLeast(0).atMost(1)),
            "The share of a label that is spread over all classes."),
          .key(
            "distillation", \.distillation, .optional(.object(Distillation.keys)),
            "A teacher's logits are part of the loss."),
        ])
    }
  }

  /// The network learns from a teacher's logits.
  public struct Distillation: Equatable, Sendable {
    public var teacher: String?
    public var temperature = 2.0
    public var share = 0.9

    static var keys: KeyTable<Distillation> {
      KeyTable(
        Distillation(), name: "`distillation`",
        [
          .key(
            "teacher", \.teacher, .optional(.string),
            "A checkpoint; without it the command line names one with --teacher."),
          .key(
            "temperature", \.temperature, .number(in: .above(0).atMost(100)),
            "Both networks' logits are divided by it."),
          .key(
            "share", \.share, .number(in: .atLeast(0).atMost(1)),
            "The teacher's share of the loss; the rest is the labels'."),
        ])
    }
  }
}

extension KeyType<Recipe.LossChoice.ClassWeights> {
  fileprivate static var classWeights: KeyType {
    let named = oneOf([("none", .none), ("balanced", .balanced), ("complement", .complement)])
    return KeyType(
      named.text + ", or a number for each class",
      read: { fields, key throws(JSONError) in
        let value = try fields.value(key)
        guard case .array(let elements) = value.content else { return try named.read(fields, key) }
        guard !elements.isEmpty else {
          throw fields.outOfRange(key, "a number for each class", value)
        }
        return .given(try fields.numbers(key, in: .atLeast(0)))
      },
      write: { weights in
        if case .given(let numbers) = weights {
          .numbers(numbers)
        } else {
          named.write(weights, .everyKey)
        }
      })
  }
}
