public import Program

/// A window and a hop in seconds, which become feature rows once the network is known.
public struct ContinuousWindow: Equatable, Sendable {
  public var seconds: Double
  /// nil for one feature row.
  public var hopSeconds: Double?

  public init(seconds: Double, hopSeconds: Double? = nil) {
    self.seconds = seconds
    self.hopSeconds = hopSeconds
  }

  /// The program with the window, both lengths rounded to feature rows, and one row at least.
  public func applied(to program: IntegerProgram) throws(ContinuousError) -> IntegerProgram {
    guard let rows = program.rowsPerFeatureRow else {
      // Says what stands in the way.
      return try program.continuous(AverageWindow(rows: 1, hop: 1))
    }
    let rate = Double(program.inputs[0].samplesPerSecond ?? 1)
    func featureRows(_ seconds: Double) -> Int {
      max(1, Int((seconds * rate / Double(rows)).rounded()))
    }
    return try program.continuous(
      AverageWindow(rows: featureRows(seconds), hop: hopSeconds.map(featureRows) ?? 1))
  }
}
