public import FixedPoint

/// What all values of an op's output have in common: how they are rounded, and where they are clamped.
public struct Requantiser: Equatable, Sendable {
  public private(set) var rounding = Rounding.single
  public private(set) var zeroPoint: Int32 = 0
  public private(set) var lowest: Int32 = 0
  public private(set) var highest: Int32 = 0

  @inline(__always)
  init() {}

  @inline(__always)
  public init(rounding: Rounding, zeroPoint: Int32, lowest: Int32, highest: Int32) {
    self.rounding = rounding
    self.zeroPoint = zeroPoint
    self.lowest = lowest
    self.highest = highest
  }

  /// clamp(scale(x) + zero point): a value in the output's steps, in the range of an activation.
  @inline(never)
  public func callAsFunction(_ x: Int32, _ multiplier: Multiplier) -> Int32 {
    clamp(multiplier.scale(x, rounding) &+ zeroPoint)
  }

  /// The value nearest to x in the range of an activation; the highest where the range is empty.
  @inline(__always)
  public func clamp(_ x: Int32) -> Int32 { min(max(x, lowest), highest) }
}
