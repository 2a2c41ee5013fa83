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
  public static func addDots(
    _ x: Span<UInt8>, isInt16: Bool, _ w: Span<UInt8>, stride: Int, to sums: inout Sums
  ) {
    if isInt16 {
      addDotsOfInt16(x, w, stride, &sums)
    } else {
      addDotsOfInt8(x, w, stride, &sums)
    }
  }
}

/// Each value is loaded once. The lengths are proven in front of the loop, so that nothing is checked in
/// it.
@inline(never)
private func addDotsOfInt8(
  _ x: Span<UInt8>, _ w: Span<UInt8>, _ stride: Int, _ sums: inout Sums
) {
  let count = x.count
  let wb = w.extracting(droppingFirst: stride)
  let wc = wb.extracting(droppingFirst: stride)
  let wd = wc.extracting(droppingFirst: stride)
  precondition(count <= w.count && count <= wb.count && count <= wc.count && count <= wd.count)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  for index in 0..<count {
    let value = Int32(Int8(bitPattern: x[index]))
    a &+= value &* Int32(Int8(bitPattern: w[index]))
    b &+= value &* Int32(Int8(bitPattern: wb[index]))
    c &+= value &* Int32(Int8(bitPattern: wc[index]))
    d &+= value &* Int32(Int8(bitPattern: wd[index]))
  }
  sums[0] &+= a
  sums[1] &+= b
  sums[2] &+= c
  sums[3] &+= d
}

@inline(never)
private func addDotsOfInt16(
  _ x: Span<UInt8>, _ w: Span<UInt8>, _ stride: Int, _ sums: inout Sums
) {
  let count = x.count / 2
  let wb = w.extracting(droppingFirst: stride)
  let wc = wb.extracting(droppingFirst: stride)
  let wd = wc.extracting(droppingFirst: stride)
  precondition(count <= w.count && count <= wb.count && count <= wc.count && count <= wd.count)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  for index in 0..<count {
    let value = Int32(Int16(bitPattern: x.uint16(at: index &* 2)))
    a &+= value &* Int32(Int8(bitPattern: w[index]))
    b &+= value &* Int32(Int8(bitPattern: wb[index]))
    c &+= value &* Int32(Int8(bitPattern: wc[index]))
    d &+= value &* Int32(Int8(bitPattern: wd[index]))
  }
  sums[0] &+= a
  sums[1] &+= b
  sums[2] &+= c
  sums[3] &+= d
}
