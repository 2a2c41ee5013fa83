package import ModelFormat

extension ModelError {
  /// What is wrong, where, and what to do.
  package var sentence: String {
    let (field, value, limit) = (reason.field.name, reason.value, reason.limit)
    return switch reason.code {
    case .truncated: "the file should have \(limit) bytes and has \(value); copy it again"
    case .notAModel: "not a .stapes file"
    case .unsupportedVersion:
      "format \(value).\(limit); this version reads \(Layout.majorVersion)."
        + "\(Layout.oldestMinorVersion) to \(Layout.majorVersion).\(Layout.minorVersion); "
        + "compile the model again"
    case .unknownFeatures:
      "needs features 0x\(String(value, radix: 16)) that this version does not have"
    case .checksumMismatch: "the checksum does not fit the bytes; copy the file again"
    case .outOfBounds: "byte \(position): \(value) is beyond the limit of \(limit)"
    case .badValue: "byte \(position): \(field) cannot be \(value)"
    case .badReference: "byte \(position): \(field) \(value) does not exist, there are \(limit)"
    case .mismatch: "byte \(position): \(field) is \(value), expected \(limit)"
    case .unsupportedOp: "byte \(position): this build lacks \(field) \(value)"
    }
  }
}
