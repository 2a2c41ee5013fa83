/// Why bytes are not a model, and the byte position at which that shows.
public struct ModelError: Error, Equatable, Sendable {
  public var reason: Reason
  /// The byte at which the offending field starts.
  public var position: Int

  @inline(never)
  public init(_ reason: Reason, at position: Int) {
    self.reason = reason
    self.position = position
  }

  /// What is wrong, with its numbers: a flat record, which a device builds in a few instructions.
  public struct Reason: Equatable, Sendable {
    public var code: Code
    public var field: Field = .file
    public var value = 0
    /// What the value should have been, or must not exceed.
    public var limit = 0
  }

  public enum Code: UInt8, Equatable, Sendable {
    case truncated, notAModel, unsupportedVersion, unknownFeatures, checksumMismatch
    case outOfBounds, badValue, badReference, mismatch, unsupportedOp
  }

  /// The field at fault, for messages.
  public enum Field: UInt8, Equatable, Sendable {
    case file
    case profile, arena, record
    case tensor, output, element, dimension, capacity, memory, scale
    case edge, consumer, op, kind, flags, strip, encoding, stride, padding, groups, pool
    case inputShape, outputShape, weights, channels, table
    case standardisation
    case work, pace, zeroPoint
  }
}

extension ModelError.Reason {
  /// The file ends before its header, or is not as long as its header says.
  public static func truncated(expectedBytes: Int, actualBytes: Int) -> Self {
    Self(code: .truncated, value: actualBytes, limit: expectedBytes)
  }

  /// The first four bytes are not "STPS".
  public static var notAModel: Self { Self(code: .notAModel) }

  public static func unsupportedVersion(major: Int, minor: Int) -> Self {
    Self(code: .unsupportedVersion, value: major, limit: minor)
  }

  /// Bits of required features that this reader lacks.
  public static func unknownFeatures(_ bits: UInt32) -> Self {
    Self(code: .unknownFeatures, value: Int(truncatingIfNeeded: bits))
  }

  public static var checksumMismatch: Self { Self(code: .checksumMismatch) }

  /// An offset or a length leaves the file, the arena, or a limit.
  public static func outOfBounds(value: Int, limit: Int) -> Self {
    Self(code: .outOfBounds, value: value, limit: limit)
  }

  public static func badValue(_ field: ModelError.Field, value: Int) -> Self {
    Self(code: .badValue, field: field, value: value)
  }

  /// A record names another that does not exist.
  public static func badReference(_ field: ModelError.Field, index: Int, count: Int) -> Self {
    Self(code: .badReference, field: field, value: index, limit: count)
  }

  /// Two fields that must agree do not.
  public static func mismatch(_ field: ModelError.Field, value: Int, expected: Int) -> Self {
    Self(code: .mismatch, field: field, value: value, limit: expected)
  }

  /// An op, an encoding or a form of standardisation that this library was built without.
  public static func unsupportedOp(_ field: ModelError.Field, value: Int) -> Self {
    Self(code: .unsupportedOp, field: field, value: value)
  }
}

extension ModelError.Field {
  public var name: StaticString {
    switch self {
    case .file: "file"
    case .profile: "rounding profile"
    case .arena: "arena size"
    case .record: "record count"
    case .tensor: "tensor"
    case .output: "output"
    case .element: "element size"
    case .dimension: "dimension"
    case .capacity: "ring capacity"
    case .memory: "arena offset"
    case .scale: "scale"
    case .edge: "edge"
    case .consumer: "consumer"
    case .op: "op"
    case .kind: "op kind"
    case .flags: "flags"
    case .strip: "strip"
    case .encoding: "weight encoding"
    case .stride: "stride"
    case .padding: "padding"
    case .groups: "group count"
    case .pool: "pool size"
    case .inputShape: "input shape"
    case .outputShape: "output shape"
    case .weights: "weights"
    case .channels: "channel parameters"
    case .table: "table"
    case .standardisation: "standardisation"
    case .work: "work of a row"
    case .pace: "pace"
    case .zeroPoint: "zero point"
    }
  }
}
