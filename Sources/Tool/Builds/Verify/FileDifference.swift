public import Verification

/// The first place where a file is not what it should be.
public enum FileDifference: Sendable, CustomStringConvertible {
  /// A value that the runtime computes.
  case runtime(VerificationReport.Finding)
  /// A value that the trainer's forward pass computes.
  case trainer(TrainerDifference)
  /// A constant that stands in the file.
  case constants(ProgramDifference)

  public var description: String {
    switch self {
    case .runtime(let finding):
      "\(finding.difference) (input \(finding.input), chunks of \(finding.chunking))"
    case .trainer(let difference): "\(difference)"
    case .constants(let difference): "\(difference)"
    }
  }
}

extension FileDifference: Encodable {
  private enum Key: CodingKey { case equal, input, chunking }

  /// The place and both values, with `equal` as false.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(false, forKey: .equal)
    switch self {
    case .runtime(let finding):
      try fields.encode(finding.input, forKey: .input)
      try fields.encode(finding.chunking.description, forKey: .chunking)
      try finding.difference.encode(to: encoder)
    case .trainer(let difference): try difference.encode(to: encoder)
    case .constants(let difference): try difference.encode(to: encoder)
    }
  }
}
