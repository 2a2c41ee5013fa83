/// How an accumulator is rounded to the scale of its output: a field of the model file's header.
///
/// The profiles differ by at most one, about once in 2^(1−shift) results, and never at shift ≥ 0
/// as long as x · 2^shift fits.
public enum Rounding: UInt8, BitwiseCopyable, Sendable {
  /// Round once, half up: ``Multiplier/scaleRoundingOnce(_:)``.
  case single = 0
  /// Round twice, as gemmlowp, TFLite Micro and CMSIS-NN do: ``Multiplier/scaleRoundingTwice(_:)``.
  case tflm = 1
}
