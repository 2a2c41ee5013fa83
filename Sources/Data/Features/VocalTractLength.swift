/// A warp of the frequency axis, as if the tract that formed the sound were longer or shorter.
///
/// With the factor α, the boundary F and b = F · min(α, 1) / α:
///
///     G(f) = αf                                                   for f ≤ b
///     G(f) = S/2 − (S/2 − αb) / (S/2 − b) · (S/2 − f)             up to S/2
///
/// G grows steadily from 0 to S/2, the Nyquist frequency. Applied to the frequencies of
/// ``MelFilters``, it augments respiratory sounds (α 0.9 to 1.1, F 4,800 Hz).
public struct VocalTractLength: Equatable, Sendable {
  public let factor: Double
  public let boundary: Double

  /// - Parameters:
  ///   - factor: α, positive; 1 changes nothing.
  ///   - boundary: F in Hz, positive.
  public init(factor: Double, boundary: Double = 4_800) {
    precondition(factor > 0 && boundary > 0)
    self.factor = factor
    self.boundary = boundary
  }

  /// G(f) in Hz, in 0...S/2.
  ///
  /// - Parameters:
  ///   - frequency: f in Hz, in 0...S/2.
  ///   - nyquist: S/2 in Hz, above the boundary.
  public func warp(_ frequency: Double, nyquist: Double) -> Double {
    precondition(nyquist > boundary && (0...nyquist).contains(frequency))
    let bend = boundary * min(factor, 1) / factor
    guard frequency > bend else { return factor * frequency }
    return nyquist - (nyquist - factor * bend) / (nyquist - bend) * (nyquist - frequency)
  }
}
