/// The logistic function, or tanh, of int16 values, interpolated in a table of the former.
///
/// v = ⌊x · multiplier / 2^shift + ½⌋ counts real values in 1/12,288. The table holds the function in
/// 2⁻¹⁶ for real values of 0, 1/24, 2/24, …; beyond its end it is 1. The logistic of −x is 1 less that of
/// x, and tanh(x) = 2 · logistic(2x) − 1. Outputs are of scale 2⁻¹⁵ and zero point 0.
public struct Sigmoid: Equatable, Sendable {
  public var isTanh: Bool
  /// At most 15 bits.
  public var multiplier: Int32
  public var shift: Int
  public var table: [UInt16]

  public init(isTanh: Bool, multiplier: Int32, shift: Int, table: [UInt16]) {
    self.isTanh = isTanh
    self.multiplier = multiplier
    self.shift = shift
    self.table = table
  }
}

/// A softmax of int16 values that interpolates in two tables of 513 values, from the lowest int16 to
/// the one behind the highest in steps of 128.
///
/// The distance to the highest value is taken by the factor to 65,535ths of −10. The first table holds
/// e to the power of it in 2⁻¹⁵; the second 1 / (1 + a) for a of 0 to 1. Outputs are of scale 2⁻¹⁵ and
/// zero point 0.
public struct InterpolatedSoftmax: Equatable, Sendable {
  public var factor: ScaleFactor
  public var exponentials: [Int16]
  public var reciprocals: [Int16]

  public init(factor: ScaleFactor, exponentials: [Int16], reciprocals: [Int16]) {
    self.factor = factor
    self.exponentials = exponentials
    self.reciprocals = reciprocals
  }
}
