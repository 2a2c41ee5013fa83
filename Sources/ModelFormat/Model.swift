public import FixedPoint

/// A validated `.stapes` file, read in place.
///
/// A model borrows its bytes: they stay in flash (or wherever they are) and must not change while
/// the model is in use. Creating one checks the whole file once; whatever bytes pass this check,
/// execution stays within the file and the arena.
public struct Model: ~Escapable, Copyable {
  public let bytes: Span<UInt8>
  public let profile: RoundingProfile
  /// Bytes of RAM that the file's plan takes.
  public let arenaBytes: Int

  let inputs: Section
  let tensors: Section
  let edges: Section
  let consumers: Section
  let ops: Section
  let labels: Section
  let names: Section
  /// Where the file says where it comes from, in UTF-8; empty where it does not.
  public let provenance: Section

  public let inputCount: Int
  public let tensorCount: Int
  public let edgeCount: Int
  public let opCount: Int

  /// Checks `bytes` and reads them in place.
  ///
  /// - Throws: the first thing that is wrong, with the position at which it stands.
  /// - Complexity: one pass over the bytes for the checksum, one over the tables.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(ModelError) {
    let directory = try Self.readHeader(bytes)
    self.bytes = bytes
    profile = bytes[Layout.Header.profile] == 0 ? .single : .tflm
    arenaBytes = bytes.size(at: Layout.Header.arenaBytes) ?? 0
    inputs = try directory.section(.inputs, in: bytes)
    tensors = try directory.section(.tensors, in: bytes)
    edges = try directory.section(.edges, in: bytes)
    consumers = try directory.section(.consumers, in: bytes)
    ops = try directory.section(.ops, in: bytes)
    labels = try directory.section(.labels, in: bytes)
    names = try directory.section(.names, in: bytes)
    provenance = try directory.section(.provenance, in: bytes)
    inputCount = try inputs.recordCount(Layout.Input.recordBytes)
    tensorCount = try tensors.recordCount(Layout.Tensor.recordBytes)
    edgeCount = try edges.recordCount(Layout.Edge.recordBytes)
    opCount = try ops.recordCount(Layout.Op.recordBytes)
    try validate(
      channels: try directory.section(.channels, in: bytes),
      weights: try directory.section(.weights, in: bytes),
      tables: try directory.section(.tables, in: bytes))
  }

  /// Bytes of cursors at the start of the arena.
  public var stateBytes: Int {
    Layout.State.byteCount(
      inputs: inputCount, tensors: tensorCount, edges: edgeCount, ops: opCount)
  }
}

/// A stretch of the file.
public struct Section: BitwiseCopyable, Equatable, Sendable {
  public var offset: Int
  public var byteCount: Int

  public var end: Int { offset &+ byteCount }

  /// The number of records of a size, which must fill the section and not be too many.
  func recordCount(_ recordBytes: Int) throws(ModelError) -> Int {
    let count = byteCount / recordBytes
    guard count &* recordBytes == byteCount, count > 0, count <= Layout.longestTable else {
      throw ModelError(.badValue(.record, value: byteCount), at: offset)
    }
    return count
  }

  /// Whether `count` bytes from a position lie inside.
  func contains(_ position: Int, _ count: Int) -> Bool {
    position >= offset && count >= 0 && position <= end && count <= end &- position
  }
}
