/// Sees every row of every tensor as it is completed: for verification, not for devices.
public protocol RowObserver {
  /// A row of tensor `tensor` (inputs first, then one per op) is complete.
  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int)
}

/// Sees nothing and costs nothing.
struct NoObserver: RowObserver {
  @inline(__always)
  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {}
}
