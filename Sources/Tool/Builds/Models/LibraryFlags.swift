public import ModelFormat

/// What a library that is to run some models may leave out: see `Library`.
///
/// ```
/// var flags = LibraryFlags()
/// try file.withModel { flags.need($0) }
/// for flag in flags.leftOut { print("-D\(flag)") }
/// ```
public struct LibraryFlags: Sendable {
  private var kinds: Set<OpKind> = []
  private var encodings: Set<WeightEncoding> = []
  private var standardisations: Set<StandardisationKind> = []
  private var roundsTwice = false
  private var hasPace = false
  private var hasMediumChannels = false
  private var hasWideTensors = false

  public init() {}

  /// Adds what a model needs.
  public mutating func need(_ model: Model) {
    for index in 0..<model.opCount {
      kinds.insert(model.op(index).kind)
      hasMediumChannels = hasMediumChannels || model.op(index).hasMediumChannels
      encodings.insert(model.op(index).encoding)
    }
    for index in 0..<model.inputCount {
      standardisations.insert(model.input(index).standardisation)
    }
    roundsTwice = roundsTwice || model.profile == .tflm
    hasPace = hasPace || model.hasPace
    hasWideTensors = hasWideTensors || model.hasWideTensors
  }

  /// Compilation conditions, by name: of the families that no model needs.
  public var leftOut: [String] {
    func isUnused(_ some: OpKind...) -> Bool { kinds.isDisjoint(with: some) }
    let families = [
      ("DEPTHWISE", isUnused(.depthwise)), ("POOLING", isUnused(.maxPool, .averagePool)),
      ("GLOBAL_AVERAGE", isUnused(.globalAverage)),
      ("WINDOW_AVERAGE", isUnused(.windowAverage)),
      ("JOINS", isUnused(.add, .concat)), ("TABLES", isUnused(.lookup, .flatten, .softmax)),
      ("PACKED_WEIGHTS", encodings.isDisjoint(with: [.packed, .bitmap])),
      ("CODED_WEIGHTS", !encodings.contains(.entropy)),
      ("CLIP_STANDARDISATION", !standardisations.contains(.clip)),
      ("RUNNING_STANDARDISATION", !standardisations.contains(.running)),
      (
        "IMPORTED_OPS",
        !hasMediumChannels
          && isUnused(.valueAverage, .scaledSum, .multiply, .gemmlowpSoftmax)
      ),
      ("DOUBLE_ROUNDING", !roundsTwice), ("PACE", !hasPace),
      ("WIDE_TENSORS", !hasWideTensors),
    ]
    return families.filter(\.1).map { "STAPES_NO_\($0.0)" }
  }
}
