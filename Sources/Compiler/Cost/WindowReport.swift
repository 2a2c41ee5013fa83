import Basics
public import Program

/// When a model that listens all the time gives scores, and over what.
public struct WindowReport: Equatable, Sendable, Encodable {
  /// Both in feature rows.
  public var windowRows: Int
  public var hopRows: Int
  /// Rows of the first input for each feature row.
  public var inputRows: Int
  /// Both in seconds; nil where the input has no rate.
  public var windowSeconds: Double?
  public var hopSeconds: Double?

  /// nil for a program that scores clips.
  public init?(_ program: IntegerProgram) {
    guard let window = program.averageWindow else { return nil }
    (windowRows, hopRows) = (window.rows, window.hop)
    inputRows = program.rowsPerWindowRow
    guard let rate = program.inputs[0].samplesPerSecond else { return }
    windowSeconds = Double(window.rows * inputRows) / Double(rate)
    hopSeconds = Double(window.hop * inputRows) / Double(rate)
  }

  /// `a score every 0.32 s over a window of 0.96 s (1 and 3 feature rows)`
  ///
  /// - Parameters:
  ///   - window: the seconds that were asked for, named where they were rounded.
  ///   - hop: the same.
  public func text(window: Double? = nil, hop: Double? = nil) -> String {
    func length(_ seconds: Double?, rows: Int, asked: Double?) -> String {
      guard let seconds else { return "\((rows * inputRows).grouped) rows" }
      let text = "\(Numerals.short(seconds)) s"
      guard let asked, abs(asked - seconds) > 1e-9 * seconds else { return text }
      return "\(text) (rounded from \(Numerals.short(asked)) s)"
    }
    return "a score every \(length(hopSeconds, rows: hopRows, asked: hop)) over a window of "
      + "\(length(windowSeconds, rows: windowRows, asked: window)) "
      + "(\(hopRows) and \(windowRows) feature rows)"
  }
}
