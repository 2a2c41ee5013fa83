/// What a synthetic data set is to be like.
public struct LungSoundSettings: Equatable, Sendable {
  /// At most `maximumSubjects`.
  public var subjects = 40
  public var recordingsPerSubject = 2
  /// Each recording's length is drawn from here, in seconds.
  public var seconds = 15.0...20.0
  /// Samples a second.
  public var rate = 16_000
  /// Power of the lung sounds over that of sensor, handling and room, over a whole recording and
  /// in dB. Heart sounds belong to neither side.
  public var signalToNoise = 20.0
  /// The share of the cycles that each class gets, in the order of `LungSoundClass`; scaled to a
  /// sum of 1. The default is ICBHI's.
  public var proportions = [0.53, 0.27, 0.13, 0.07]
  public var seed: UInt64 = 1

  public init() {}

  /// Subjects have three digits, from 101.
  public static let maximumSubjects = 899
  /// The lowest rate carries all of the lung sounds; the highest is that of ICBHI's microphones.
  public static let rates = 4_000...48_000
  /// Room for a cycle or two, and half an hour.
  public static let lengths = 5.0...1_800.0

  func checkPreconditions() {
    precondition((1...Self.maximumSubjects).contains(subjects) && recordingsPerSubject > 0)
    precondition(Self.lengths.contains(seconds.lowerBound))
    precondition(Self.lengths.contains(seconds.upperBound))
    precondition(Self.rates.contains(rate) && signalToNoise.isFinite)
    precondition(proportions.count == LungSoundClass.allCases.count)
    precondition(proportions.allSatisfy { $0 >= 0 && $0.isFinite })
    precondition(proportions.contains { $0 > 0 })
  }
}
