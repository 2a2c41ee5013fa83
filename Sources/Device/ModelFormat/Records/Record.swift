/// A view of a record's bytes.
protocol Record: ~Escapable {
  static var byteCount: Int { get }
  var record: Span<UInt8> { @_lifetime(copy self) get }
}

extension Record where Self: ~Escapable {
  /// The record; whoever reads several fields pays for one comparison.
  @inline(__always)
  var fields: Span<UInt8> {
    @_lifetime(copy self)
    get {
      precondition(record.count >= Self.byteCount)
      return record
    }
  }
}
