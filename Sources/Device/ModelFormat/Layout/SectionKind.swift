/// The sections of a file, by the number that stands in the directory. Each may be absent.
public enum SectionKind: UInt16, Sendable {
  case channels = 1
  case weights = 2
  case tables = 3
  case labels = 4
  case names = 5
  case provenance = 6
  case selfTest = 7
  case listening = 8
}
