public import ModelFormat

/// What a library that is to run some models may leave out: see `Library`.
///
/// ```
/// var flags = LibraryFlags()
/// try file.withModel { flags.need($0) }
/// for flag in flags.leftOut { print("-D\(flag)") }
/// ```
public struct LibraryFlags: Sendable {
  private var families: Set<OpFamily> = []
  private var encodings: Set<WeightEncoding> = []
  private var standardisations: Set<StandardisationKind> = []
  private var roundsTwice = false
  private var hasPace = false

  public init() {}

  /// Adds what a model needs.
  public mutating func need(_ model: Model) {
    for index in 0..<model.opCount {
      let op = model.op(index)
      if let family = op.kind.family { families.insert(family) }
      guard op.kind.isConvolution else { continue }
      encodings.insert(op.convolution.encoding)
      if op.convolution.form == .medium { families.insert(.importedOps) }
    }
    for index in 0..<model.inputCount {
      standardisations.insert(model.input(index).standardisation)
    }
    if model.hasInt16 { families.insert(.int16) }
    roundsTwice = roundsTwice || model.rounding == .tflm
    hasPace = hasPace || model.hasPace
  }

  /// Compilation conditions, by name: of the families that no model needs.
  public var leftOut: [String] {
    let parts =
      OpFamily.all.map { ($0.flag, !families.contains($0)) } + [
        ("PACKED_WEIGHTS", encodings.isDisjoint(with: [.packed, .bitmap])),
        ("SPARSE_WEIGHTS", !encodings.contains(.sparse)),
        ("CODED_WEIGHTS", !encodings.contains(.entropy)),
        ("CLIP_STANDARDISATION", !standardisations.contains(.clip)),
        ("RUNNING_STANDARDISATION", !standardisations.contains(.running)),
        ("DOUBLE_ROUNDING", !roundsTwice), ("PACE", !hasPace),
      ]
    return parts.filter(\.1).map { "STAPES_NO_\($0.0)" }
  }
}

extension OpFamily {
  fileprivate static var all: [OpFamily] { (0...UInt8.max).compactMap(OpFamily.init) }

  /// GLOBAL_AVERAGE for `globalAverage`.
  var flag: String {
    "\(self)".reduce(into: "") { flag, letter in
      flag += (letter.isUppercase ? "_" : "") + letter.uppercased()
    }
  }
}
