/// Why bytes are not a model, and the byte position at which that shows.
public struct ModelError: Error, Equatable, Sendable {
  public var reason: Reason
  /// The byte at which the offending field starts.
  public var position: Int

  public init(_ reason: Reason, at position: Int) {
    self.reason = reason
    self.position = position
  }

  public enum Reason: Equatable, Sendable {
    /// The file ends before its header, or is not as long as its header says.
    case truncated(expectedBytes: Int, actualBytes: Int)
    /// The first four bytes are not "STPS".
    case notAModel
    /// A version that this reader does not know.
    case unsupportedVersion(major: UInt16, minor: UInt16)
    /// Bits of required features that this reader lacks.
    case unknownFeatures(UInt32)
    /// The bytes are not those that were written.
    case checksumMismatch
    /// A required section is absent, or one stands twice.
    case sectionMissing(SectionKind)
    case sectionRepeated(SectionKind)
    /// An offset or length leaves the file, its section, or is not aligned to four bytes.
    case outOfBounds(value: Int, limit: Int)
    /// A field holds a value that it cannot have.
    case badValue(Field, value: Int)
    /// A record names another that does not exist.
    case badReference(Field, index: Int, count: Int)
    /// Two fields that must agree do not.
    case mismatch(Field, value: Int, expected: Int)
  }

  /// The field at fault, for messages.
  public enum Field: UInt8, Equatable, Sendable {
    case profile, arena, record
    case tensor, output, element, dimension, capacity, memory, scale
    case edge, consumer, op, kind, flags, strip, encoding, multiplier, shift, stride, padding,
      groups, pool
    case inputShape, outputShape, weights, channels, table
    case standardisation, length, labels, names
    case work
  }
}

extension ModelError.Field {
  /// The field's name in a message.
  public var name: StaticString {
    switch self {
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
    case .multiplier: "multiplier"
    case .shift: "shift"
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
    case .length: "length"
    case .labels: "labels"
    case .names: "names"
    case .work: "work of a row"
    }
  }
}
