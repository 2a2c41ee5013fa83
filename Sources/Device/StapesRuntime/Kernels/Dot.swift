internal import ModelFormat

/// Σ x·w of little-endian values x of `elementBytes` bytes and as many int8 values w.
///
/// The sum wraps, which the compiler has proven not to happen.
@inline(never)
func dot(_ x: Span<UInt8>, _ elementBytes: Int, _ w: Span<UInt8>) -> Int32 {
  var sum: Int32 = 0
  if elementBytes == 2 {
    precondition(w.count == x.count / 2)
    for index in w.indices {
      sum &+=
        Int32(Int16(bitPattern: x.uint16(at: index &* 2))) &* Int32(Int8(bitPattern: w[index]))
    }
  } else {
    precondition(w.count == x.count)
    for index in x.indices {
      sum &+= Int32(Int8(bitPattern: x[index])) &* Int32(Int8(bitPattern: w[index]))
    }
  }
  return sum
}

extension Span<UInt8> {
  /// `count` bytes from a position; never inlined, where a call costs less than the code.
  @inline(never)
  @_lifetime(copy self)
  func part(_ position: Int, _ count: Int) -> Span<UInt8> {
    extracting(position..<position &+ count)
  }
}

/// The sums of up to four output channels at one place.
struct Sums {
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var d: Int32 = 0

  @inline(__always)
  subscript(lane: Int) -> Int32 {
    switch lane {
    case 0: a
    case 1: b
    case 2: c
    default: d
    }
  }

  @inline(__always)
  static func += (sums: inout Sums, more: Sums) {
    sums.a &+= more.a
    sums.b &+= more.b
    sums.c &+= more.c
    sums.d &+= more.d
  }
}

/// Σ x·w for four output channels, their weights from index `first` on; each value is loaded once.
@inline(never)
func dots(
  _ x: Span<UInt8>, _ first: Int, _ wa: Span<UInt8>, _ wb: Span<UInt8>, _ wc: Span<UInt8>,
  _ wd: Span<UInt8>
) -> Sums {
  let end = first &+ x.count
  precondition(
    first >= 0 && first <= end && end <= wa.count && wb.count == wa.count
      && wc.count == wa.count && wd.count == wa.count)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  var index = 0
  for w in first..<end {
    let value = Int32(Int8(bitPattern: x[index]))
    index &+= 1
    a &+= value &* Int32(Int8(bitPattern: wa[w]))
    b &+= value &* Int32(Int8(bitPattern: wb[w]))
    c &+= value &* Int32(Int8(bitPattern: wc[w]))
    d &+= value &* Int32(Int8(bitPattern: wd[w]))
  }
  return Sums(a: a, b: b, c: c, d: d)
}

/// `dots` of little-endian int16 values, of which `x` has two bytes for each weight.
@inline(never)
func wideDots(
  _ x: Span<UInt8>, _ first: Int, _ wa: Span<UInt8>, _ wb: Span<UInt8>, _ wc: Span<UInt8>,
  _ wd: Span<UInt8>
) -> Sums {
  let end = first &+ x.count / 2
  precondition(
    first >= 0 && first <= end && end <= wa.count && wb.count == wa.count
      && wc.count == wa.count && wd.count == wa.count)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  var index = 0
  for w in first..<end {
    let value = Int32(Int16(bitPattern: x.uint16(at: index)))
    index &+= 2
    a &+= value &* Int32(Int8(bitPattern: wa[w]))
    b &+= value &* Int32(Int8(bitPattern: wb[w]))
    c &+= value &* Int32(Int8(bitPattern: wc[w]))
    d &+= value &* Int32(Int8(bitPattern: wd[w]))
  }
  return Sums(a: a, b: b, c: c, d: d)
}
