import Program
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
  private enum Key: CodingKey {
    case equal, input, chunking, layer, row, column, channel, runtime, reference, place
    case file, expected
  }

  /// The place and both values, with `equal` as false.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(false, forKey: .equal)
    switch self {
    case .runtime(let finding):
      let difference = finding.difference
      try fields.encode(finding.input, forKey: .input)
      try fields.encode(finding.chunking.description, forKey: .chunking)
      try fields.encode(difference.layer, forKey: .layer)
      try fields.encode(difference.row, forKey: .row)
      try fields.encode(difference.column, forKey: .column)
      try fields.encode(difference.channel, forKey: .channel)
      try fields.encodeIfPresent(difference.runtime, forKey: .runtime)
      try fields.encodeIfPresent(difference.reference, forKey: .reference)
    case .trainer(let difference):
      try difference.encode(to: encoder)
    case .constants(let difference):
      try fields.encode(difference.layer, forKey: .layer)
      try fields.encode(difference.place, forKey: .place)
      try fields.encode(difference.file, forKey: .file)
      try fields.encode(difference.expected, forKey: .expected)
    }
  }
}
