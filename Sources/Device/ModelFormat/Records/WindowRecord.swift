/// How a kernel slides along the rows and across each of them.
public struct WindowRecord: Copyable, ~Escapable {
  private typealias Field = Layout.Window
  private let payload: Span<UInt8>

  @_lifetime(copy payload)
  @inline(__always)
  init(_ payload: Span<UInt8>) { self.payload = payload }

  /// The payload; whoever reads several fields pays for one comparison.
  @inline(__always)
  private var fields: Span<UInt8> {
    @_lifetime(copy self)
    get {
      precondition(payload.count >= Int(Field.byteCount))
      return payload
    }
  }

  @inline(__always) public var kernelRows: Int { fields.half(Field.kernelRows) }
  @inline(__always) public var kernelAcross: Int { fields.half(Field.kernelAcross) }
  @inline(__always) public var strideRows: Int { fields.half(Field.strideRows) }
  @inline(__always) public var strideAcross: Int { fields.half(Field.strideAcross) }
  @inline(__always) public var padBefore: Int { fields.half(Field.padBefore) }
  @inline(__always) public var padAfter: Int { fields.half(Field.padAfter) }
  @inline(__always) public var padLeft: Int { fields.half(Field.padLeft) }
  @inline(__always) public var padRight: Int { fields.half(Field.padRight) }

  /// Outputs across a row before a fused pool.
  public func outputWidth(_ inputWidth: Int) -> Int {
    (inputWidth &+ padLeft &+ padRight &- kernelAcross) / strideAcross &+ 1
  }
}
