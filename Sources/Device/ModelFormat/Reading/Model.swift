public import FixedPoint

/// A validated `.stapes` file, read in place.
///
/// A model borrows its bytes: they stay in flash (or wherever they are) and must not change while
/// the model is in use. Creating one checks the whole file once; whatever bytes pass this check,
/// execution stays within the file and the arena.
public struct Model: ~Escapable, Copyable {
  public let bytes: Span<UInt8>

  /// Checks `bytes` and reads them in place.
  ///
  /// - Throws: the first thing that is wrong, with the position at which it stands.
  /// - Complexity: one pass over the bytes for the checksum, one over the tables.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) throws(ModelError) {
    self.bytes = bytes
    var validation = Validation(self)
    try validation.run()
  }

  /// Views the bytes of a model again, without checking them again.
  ///
  /// - Precondition: a model was created from `bytes`. If they have changed since, execution gives
  ///   wrong scores or stops at a bounds check; it does not leave file or arena.
  @_lifetime(copy bytes)
  @inline(__always)
  public init(validated bytes: Span<UInt8>) {
    self.bytes = bytes
  }
}

/// What the header says.
extension Model {
  private typealias Header = Layout.Header

  public var majorVersion: Int { Int(bytes.uint16(at: Header.majorVersion)) }
  public var minorVersion: Int { Int(bytes.uint16(at: Header.minorVersion)) }
  public var rounding: Rounding { bytes[Header.profile] == 0 ? .single : .tflm }
  /// Whether ops may give tensors of int16.
  public var hasInt16: Bool {
    Library.hasInt16 && bytes.uint32(at: Header.features) & Layout.Features.int16 != 0
  }
  /// Bytes of RAM that the file's plan takes.
  public var arenaBytes: Int { Int(bytes.int32(at: Header.arenaBytes)) }
  public var inputCount: Int { Int(bytes.uint16(at: Header.inputCount)) }
  public var edgeCount: Int { Int(bytes.uint16(at: Header.edgeCount)) }
  public var opCount: Int { Int(bytes.uint16(at: Header.opCount)) }
  public var tensorCount: Int { inputCount &+ opCount }

  var sectionCount: Int { Int(bytes[Header.sectionCount]) }

  /// Where an entry of a table starts, by the place of the table's offset in the header.
  @inline(__always)
  func position(_ table: Int, _ index: Int, _ entryBytes: Int) -> Int {
    Int(bytes.int32(at: table)) &+ index &* entryBytes
  }

  func inputPosition(_ index: Int) -> Int {
    position(Header.inputs, index, Layout.Input.recordBytes)
  }

  func tensorPosition(_ index: Int) -> Int {
    position(Header.tensors, index, Layout.Tensor.recordBytes)
  }

  func edgePosition(_ index: Int) -> Int {
    position(Header.edges, index, Layout.Edge.recordBytes)
  }

  func consumerPosition(_ index: Int) -> Int { position(Header.consumers, index, 2) }

  public func opPosition(_ index: Int) -> Int {
    position(Header.ops, index, Layout.Op.recordBytes)
  }

  public func payloadPosition(ofOp index: Int) -> Int {
    position(Header.payloads, Int(bytes.uint16(at: opPosition(index) &+ Layout.Op.payload)), 4)
  }

  /// Bytes of cursors at the start of the arena.
  public var stateBytes: Int {
    Layout.State.byteCount(tensors: tensorCount, edges: edgeCount)
  }
}
