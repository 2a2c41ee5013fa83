internal import FixedPoint

extension Model {
  /// Where things stand in a file, without the file: what creating a model finds out.
  ///
  /// Plain words, so that a caller who cannot keep a `Model` (which borrows its bytes) keeps this
  /// and views the same bytes again without checking them again.
  public struct Contents: BitwiseCopyable, Sendable {
    let profile: RoundingProfile
    public let arenaBytes: Int
    let inputs: Section
    let tensors: Section
    let edges: Section
    let consumers: Section
    let ops: Section
    let labels: Section
    let names: Section
    let provenance: Section
    let inputCount: Int
    let tensorCount: Int
    let edgeCount: Int
    let opCount: Int
  }

  public var contents: Contents {
    Contents(
      profile: profile, arenaBytes: arenaBytes, inputs: inputs, tensors: tensors, edges: edges,
      consumers: consumers, ops: ops, labels: labels, names: names, provenance: provenance,
      inputCount: inputCount, tensorCount: tensorCount, edgeCount: edgeCount, opCount: opCount)
  }

  /// Views the bytes of a model again, at the cost of copying its contents.
  ///
  /// - Precondition: `bytes` are those from which a model with these `contents` was created. If
  ///   they have changed, execution gives wrong scores or stops at a bounds check; it does not
  ///   leave file or arena.
  @_lifetime(copy bytes)
  public init(validated bytes: Span<UInt8>, _ contents: Contents) {
    self.bytes = bytes
    profile = contents.profile
    arenaBytes = contents.arenaBytes
    inputs = contents.inputs
    tensors = contents.tensors
    edges = contents.edges
    consumers = contents.consumers
    ops = contents.ops
    labels = contents.labels
    names = contents.names
    provenance = contents.provenance
    inputCount = contents.inputCount
    tensorCount = contents.tensorCount
    edgeCount = contents.edgeCount
    opCount = contents.opCount
  }
}
