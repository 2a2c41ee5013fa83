internal import ModelFormat

/// Σ x·w of int8 values.
///
/// Both spans have the same length; the sum wraps, which the compiler has proven not to happen.
@inline(__always)
func dot(_ x: Span<UInt8>, _ w: Span<UInt8>) -> Int32 {
  precondition(x.count == w.count)
  var sum: Int32 = 0
  for index in x.indices {
    sum &+= Int32(Int8(bitPattern: x[index])) &* Int32(Int8(bitPattern: w[index]))
  }
  return sum
}

/// Σ x·w of little-endian int16 values x and int8 values w.
///
/// `x` has twice the bytes of `w`.
@inline(__always)
func dotWide(_ x: Span<UInt8>, _ w: Span<UInt8>) -> Int32 {
  precondition(x.count == w.count &* 2)
  var sum: Int32 = 0
  for index in w.indices {
    sum &+=
      Int32(Int16(bitPattern: x.uint16(at: index &* 2))) &* Int32(Int8(bitPattern: w[index]))
  }
  return sum
}

/// Four sums at once: one input under the weights of four output channels.
struct Sums {
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0

  /// Adds Σ x·w for each of four weight rows of `x.count` values; each value is loaded once.
  @inline(__always)
  mutating func add(
    _ x: Span<UInt8>, _ wa: Span<UInt8>, _ wb: Span<UInt8>, _ wc: Span<UInt8>, _ wd: Span<UInt8>
  ) {
    precondition(
      wa.count == x.count && wb.count == x.count && wc.count == x.count && wd.count == x.count)
    var (a, b, c, d) = (self.a, self.b, self.c, self.d)
    for index in x.indices {
      let value = Int32(Int8(bitPattern: x[index]))
      a &+= value &* Int32(Int8(bitPattern: wa[index]))
      b &+= value &* Int32(Int8(bitPattern: wb[index]))
      c &+= value &* Int32(Int8(bitPattern: wc[index]))
      d &+= value &* Int32(Int8(bitPattern: wd[index]))
    }
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }
}

extension Sums {
  /// The same for little-endian int16 values, of which `x` has twice the bytes.
  @inline(__always)
  mutating func addWide(
    _ x: Span<UInt8>, _ wa: Span<UInt8>, _ wb: Span<UInt8>, _ wc: Span<UInt8>, _ wd: Span<UInt8>
  ) {
    precondition(
      wb.count == wa.count && wc.count == wa.count && wd.count == wa.count
        && x.count == wa.count &* 2)
    var (a, b, c, d) = (self.a, self.b, self.c, self.d)
    for index in wa.indices {
      let value = Int32(Int16(bitPattern: x.uint16(at: index &* 2)))
      a &+= value &* Int32(Int8(bitPattern: wa[index]))
      b &+= value &* Int32(Int8(bitPattern: wb[index]))
      c &+= value &* Int32(Int8(bitPattern: wc[index]))
      d &+= value &* Int32(Int8(bitPattern: wd[index]))
    }
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }
}

/// Σ w of int8 values.
@inline(__always)
func sum(_ w: Span<UInt8>) -> Int32 {
  var sum: Int32 = 0
  for index in w.indices { sum &+= Int32(Int8(bitPattern: w[index])) }
  return sum
}
