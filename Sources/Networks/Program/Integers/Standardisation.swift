/// How the amplitude of audio is standardised; deviations in sixteenths of a sample step.
public enum Standardisation: Equatable, Sendable {
  /// Not at run time: the gain is part of the input's scale.
  case fixed
  case clip(minimumDeviationQ4: UInt32)
  case running(minimumDeviationQ4: UInt32, initialDeviationQ4: UInt32)
}
