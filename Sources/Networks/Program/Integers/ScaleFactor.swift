public import FixedPoint

/// A factor q31 · 2^(shift − 31).
public struct ScaleFactor: Equatable, Sendable, CustomStringConvertible {
  public var q31: Int32
  public var shift: Int

  public init(q31: Int32, shift: Int) {
    self.q31 = q31
    self.shift = shift
  }

  public var description: String { "\(q31) · 2^\(shift - 31)" }

  public init(_ multiplier: Multiplier) {
    self.init(q31: multiplier.q31, shift: Int(multiplier.shift))
  }

  /// The same as the device has it.
  public var multiplier: Multiplier { Multiplier(q31: q31, shift: Int32(shift)) }

  public static let one = ScaleFactor(q31: 1 << 30, shift: 1)
  public static let zero = ScaleFactor(q31: 0, shift: 0)
  /// The exact value.
  public var value: Double { Double(sign: .plus, exponent: shift - 31, significand: Double(q31)) }

  /// The nearest factor with a mantissa of 15 bits, so that its product with any 32-bit
  /// accumulator fits the 53 bits of a Double; zero where the shift would fall below −31.
  ///
  /// nil where `value` is negative, not finite, or too large for a shift of 30.
  ///
  /// - Parameter bits: of the mantissa, where it is to be shorter.
  public init?(nearest value: Double, bits: Int = 15) {
    guard value.isFinite, value >= 0 else { return nil }
    guard value > 0 else {
      self = .zero
      return
    }
    // value = fraction · 2^exponent with the fraction in [½, 1).
    var exponent = Int(value.exponent) + 1
    let half = Double(1 << (bits - 1))
    var mantissa = (value.significand * half).rounded(.toNearestOrAwayFromZero)
    if mantissa == 2 * half {
      mantissa = half
      exponent += 1
    }
    guard exponent <= 30 else { return nil }
    guard exponent >= -31 else {
      self = .zero
      return
    }
    self.init(q31: Int32(mantissa) << (31 - bits), shift: exponent)
  }
}
