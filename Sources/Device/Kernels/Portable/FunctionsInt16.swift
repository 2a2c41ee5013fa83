public import FixedPoint
internal import ModelFormat

/// One row in other steps, from elements of any size to elements of any.
///
/// y = requantise(x − z), with one factor for values from the zero point on, and one for those below.
@inline(never)
public func rescale(
  _ positive: Multiplier, _ negative: Multiplier, zeroPoint: Int32, _ requantiser: Requantiser,
  _ memory: inout MutableSpan<UInt8>, source: (row: Int, isInt16: Bool),
  target: (row: Int, isInt16: Bool), count: Int
) {
  for element in 0..<count {
    let value =
      source.isInt16
      ? Int16.load(memory, at: source.row &+ element &* 2)
      : Int8.load(memory, at: source.row &+ element)
    let x = value &- zeroPoint
    let y = requantiser(x, x < 0 ? negative : positive)
    if target.isInt16 {
      Int16.store(y, in: &memory, at: target.row &+ element &* 2)
    } else {
      Int8.store(y, in: &memory, at: target.row &+ element)
    }
  }
}

/// One row of the logistic function, or of tanh, in 2⁻¹⁵.
///
/// v = ⌊x · multiplier / 2^shift + ½⌋ counts real values in 1/12,288; the table has the logistic
/// function in 2⁻¹⁶ for every 512 of them, between which values are interpolated. Past its last entry
/// the output is 32,767, or 1 − that below zero, or −32,767. tanh(v) = 2·logistic(2v) − 1 takes every
/// 256. Rounding is half up for v ≥ 0, and half down below.
@inline(never)
public func sigmoid(
  _ table: Span<UInt8>, isTanh: Bool, _ factor: Multiplier, _ memory: inout MutableSpan<UInt8>,
  source: Int, row: Int, count: Int
) {
  let bits: Int32 = isTanh ? 8 : 9
  let half: Int32 = factor.shift > 0 ? 1 &<< (factor.shift &- 1) : 0
  for element in 0..<count {
    let x = Int16.load(memory, at: source &+ element &* 2)
    let v = (x &* factor.q31 &+ half) &>> factor.shift
    // In 2⁻¹⁶ / 2^bits.
    let share = interpolatedLogistic(table, v < 0 ? 0 &- v : v, bits)
    let y: Int32
    if isTanh {
      // 2·share − 1 in 2⁻¹⁵ is share − ½ in 2⁻¹⁶.
      let rest = share &- 1 &<< (bits &+ 15)
      y = (v < 0 ? 127 &- rest : 128 &+ rest) &>> bits
    } else {
      y = (v < 0 ? 1 &<< (bits &+ 16) &- share &+ 511 : share &+ 512) &>> (bits &+ 1)
    }
    Int16.store(y, in: &memory, at: row &+ element &* 2)
  }
}

/// The logistic function of v ≥ 0, whose table has an entry every 2^bits, in 2^−(16 + bits).
@inline(never)
private func interpolatedLogistic(_ table: Span<UInt8>, _ v: Int32, _ bits: Int32) -> Int32 {
  let place = Int(v &>> bits)
  let last = Layout.sigmoidEntries &- 1
  // Negative is the one value whose magnitude does not fit. Beyond the table stands what gives 32,767
  // in 2⁻¹⁵.
  guard place >= 0, place < last else { return bits == 9 ? 0xFFFE &<< 9 : 0xFFFF &<< 8 }
  let low = Int32(table.uint16(at: place &* 2))
  let high = Int32(table.uint16(at: place &* 2 &+ 2))
  return low &<< bits &+ (v & (1 &<< bits &- 1)) &* (high &- low)
}

/// One row of scores in 2⁻¹⁵, from tables between whose entries values are interpolated.
///
/// e[i] = exponential(scale(x[i] − highest) + 32,767); with the sum s of all e, 2^n ≤ s < 2^(n + 1),
/// r = reciprocal(s / 2^n − 1), y[i] = clamp(⌊e[i] · r / 2^n + ½⌋). Both tables, one behind the other,
/// run over all of int16.
@inline(never)
public func interpolatedSoftmax(
  _ tables: Span<UInt8>, _ factor: Multiplier, _ requantiser: Requantiser,
  _ memory: inout MutableSpan<UInt8>, source: Int, row: Int, count: Int
) {
  let reciprocals = Layout.interpolationEntries &* 2
  var highest = Int16.lowest
  for element in 0..<count {
    highest = max(highest, Int16.load(memory, at: source &+ element &* 2))
  }
  var sum: Int32 = 0
  for element in 0..<count {
    let distance = Int16.load(memory, at: source &+ element &* 2) &- highest
    let scaled = factor.scale(distance, requantiser.rounding)
    let power = interpolate(tables, 0, scaled &+ 32_767)
    sum &+= power
    // The row is written from here on: what was read is not needed again.
    Int16.store(power, in: &memory, at: row &+ element &* 2)
  }
  guard sum > 0 else { return }
  var bits: Int32 = 0
  while sum &>> bits > 1 { bits &+= 1 }
  let fraction = roundedFraction(sum, bits)
  let reciprocal = interpolate(tables, reciprocals, fraction &- 32_768)
  let half: Int32 = bits > 0 ? 1 &<< (bits &- 1) : 0
  for element in 0..<count {
    // Below 2³⁰: neither factor takes more than 15 bits.
    let product = Int16.load(memory, at: row &+ element &* 2) &* reciprocal
    Int16.store(
      requantiser.clamp((product &+ half) &>> bits), in: &memory, at: row &+ element &* 2)
  }
}

/// x / 2^bits − 1 in 2⁻¹⁶, rounded half up, of 2^bits ≤ x < 2^(bits + 1).
@inline(__always)
private func roundedFraction(_ x: Int32, _ bits: Int32) -> Int32 {
  let rest = x &- 1 &<< bits
  if bits <= 16 { return rest &<< (16 &- bits) }
  return (rest &+ 1 &<< (bits &- 17)) &>> (bits &- 16)
}

/// The value of a table at x, kept within int16: an entry every 128, a slope between them.
@inline(never)
private func interpolate(_ tables: Span<UInt8>, _ table: Int, _ x: Int32) -> Int32 {
  let kept = min(max(x, -32_768), 32_767)
  let place = table &+ Int(256 &+ kept &>> 7) &* 2
  let low = Int32(Int16(bitPattern: tables.uint16(at: place)))
  let high = Int32(Int16(bitPattern: tables.uint16(at: place &+ 2)))
  // The slope is taken modulo 2¹⁶.
  let slope = Int32(Int16(truncatingIfNeeded: high &- low))
  return Int32(
    Int16(truncatingIfNeeded: low &+ (slope &* (kept & 127) &+ 64) &>> 7))
}
