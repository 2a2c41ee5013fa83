import Foundation

/// One breath in and out within a recording. Times are seconds from its start, in whole
/// milliseconds, as the annotation shows them.
public struct RespiratoryCycle: Equatable, Sendable {
  public let start: Double
  /// Where breathing in ends.
  public let turn: Double
  public let end: Double
  public internal(set) var label: LungSoundClass

  /// A line of ICBHI's annotation files, without its line break: start, end, crackles, wheezes.
  public var annotation: String {
    String(
      format: "%.3f\t%.3f\t%d\t%d", start, end, label.hasCrackles ? 1 : 0, label.hasWheezes ? 1 : 0)
  }
}
