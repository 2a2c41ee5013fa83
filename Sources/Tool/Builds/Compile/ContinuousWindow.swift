public import Program

/// A window and a hop in seconds, which become feature rows once the network is known; in rows of the
/// input, where that has no rate.
public struct ContinuousWindow: Equatable, Sendable {
  public var seconds: Double
  /// nil for one feature row.
  public var hopSeconds: Double?

  public init(seconds: Double, hopSeconds: Double? = nil) {
    self.seconds = seconds
    self.hopSeconds = hopSeconds
  }

  /// How far rounding may move a length, as a share of it.
  public static let tolerance = 0.1

  /// The program with the window, both lengths rounded to feature rows. A length that is too far from
  /// one is refused.
  public func applied(to program: IntegerProgram) throws -> IntegerProgram {
    do {
      guard let rows = program.rowsPerFeatureRow else {
        // Says what stands in the way.
        return try program.continuous(AverageWindow(rows: 1, hop: 1))
      }
      // Where the input has no rate, lengths are in its rows.
      let step = Double(rows) / Double(program.inputs[0].samplesPerSecond ?? 1)
      return try program.continuous(
        AverageWindow(
          rows: try Self.featureRows("--continuous", seconds, step),
          hop: try hopSeconds.map { try Self.featureRows("--hop", $0, step) } ?? 1))
    } catch let error as ContinuousError {
      throw BuildError.continuous(error)
    }
  }

  private static func featureRows(
    _ option: String, _ seconds: Double, _ step: Double
  ) throws(BuildError) -> Int {
    let rows = max(1, (seconds / step).rounded())
    guard abs(rows * step - seconds) <= tolerance * seconds else {
      throw .betweenFeatureRows(option: option, seconds: seconds, step: step)
    }
    return Int(rows)
  }
}
