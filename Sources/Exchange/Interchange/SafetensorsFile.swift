/// The contents of a safetensors file: named tensors and, optionally, metadata.
///
/// Reading checks everything that the format promises, so a value that was parsed is whole; see
/// ``init(parsing:)``. Writing is canonical; see ``serialized()``.
public struct SafetensorsFile: Equatable, Sendable {
  /// The tensors in the order of their data.
  public var tensors: [NamedTensor]

  /// Nil where the header has no `__metadata__`, which is not the same file as an empty one.
  public var metadata: SafetensorsMetadata?

  public init(tensors: [NamedTensor], metadata: SafetensorsMetadata? = nil) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The limit that the format sets for the header.
  public static let maximumHeaderBytes = 100_000_000

  /// The bytes before the header: its length, little-endian.
  static let lengthBytes = 8

  /// The header's key that no tensor may be named after.
  static let metadataKey = "__metadata__"
}
