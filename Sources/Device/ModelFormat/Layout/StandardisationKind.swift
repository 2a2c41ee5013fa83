/// How the amplitude of 16-bit audio reaches the network.
public enum StandardisationKind: UInt8, Sendable {
  /// Samples as they are; a gain found at calibration is part of the first layer's scale.
  case fixed = 0
  /// (x − mean) / deviation over the whole clip, which the caller shows before pushing it.
  case clip = 1
  /// (x − mean) / deviation of a causal estimate that moves every block of samples.
  case running = 2
}
