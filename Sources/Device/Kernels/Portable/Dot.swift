internal import ModelFormat

extension KernelForm {
  @inline(never)
  public static func dot(_ x: Span<UInt8>, isInt16: Bool, _ w: Span<UInt8>) -> Int32 {
    var sum: Int32 = 0
    if isInt16 {
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

  @inline(__always)
  public static func dots(
    _ x: Span<UInt8>, isInt16: Bool, _ first: Int, _ wa: Span<UInt8>, _ wb: Span<UInt8>,
    _ wc: Span<UInt8>, _ wd: Span<UInt8>
  ) -> Sums {
    isInt16
      ? dotsOfInt16(x, first, wa, wb, wc, wd) : dotsOfInt8(x, first, wa, wb, wc, wd)
  }
}

/// Each value is loaded once.
@inline(never)
private func dotsOfInt8(
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

@inline(never)
private func dotsOfInt16(
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
