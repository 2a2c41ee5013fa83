/// What is heard in a respiratory cycle, in the order of the classes of ICBHI 2017.
public enum LungSoundClass: String, CaseIterable, Sendable {
  case normal, crackle, wheeze, both

  public var hasCrackles: Bool { self == .crackle || self == .both }
  public var hasWheezes: Bool { self == .wheeze || self == .both }
}
