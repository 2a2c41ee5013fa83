/// The Int8 nearest to x: one `ssat` on Cortex-M4.
///
/// | x    | result |
/// |-----:|-------:|
/// | 5    | 5      |
/// | 128  | 127    |
/// | −128 | −128   |
/// | −2³¹ | −128   |
@inlinable @inline(__always)
public func saturateInt8(_ x: Int32) -> Int8 {
  Int8(clamping: x)
}

/// The Int16 nearest to x: one `ssat` on Cortex-M4.
///
/// | x      | result |
/// |-------:|-------:|
/// | −5     | −5     |
/// | 32768  | 32767  |
/// | −32768 | −32768 |
/// | −2³¹   | −32768 |
@inlinable @inline(__always)
public func saturateInt16(_ x: Int32) -> Int16 {
  Int16(clamping: x)
}

/// min(max(x, low), high): an activation's range. `high` wins when the range is empty.
///
/// | x   | low  | high | result |
/// |----:|-----:|-----:|-------:|
/// | 5   | −128 | 127  | 5      |
/// | −5  | 0    | 127  | 0      |
/// | 300 | −128 | 100  | 100    |
/// | 0   | 50   | −50  | −50    |
@inlinable @inline(__always)
public func clamp(_ x: Int32, _ low: Int8, _ high: Int8) -> Int8 {
  Int8(truncatingIfNeeded: min(max(x, Int32(low)), Int32(high)))
}
