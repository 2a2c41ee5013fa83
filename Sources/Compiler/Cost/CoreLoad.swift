/// How fast a core runs.
public struct CoreClock: Equatable, Sendable {
  public var hertz: Int
  /// On average, with what flash and buses add.
  public var cyclesPerInstruction: Double

  public init(hertz: Int, cyclesPerInstruction: Double = 1) {
    self.hertz = hertz
    self.cyclesPerInstruction = cyclesPerInstruction
  }

  /// How long so many instructions take.
  func seconds(_ instructions: Int) -> Double {
    Double(instructions) * cyclesPerInstruction / Double(hertz)
  }
}

/// What listening to live audio takes of a core, in per cent of its time.
public struct CoreLoad: Encodable, Equatable, Sendable {
  public let hertz: Int
  public let cyclesPerInstruction: Double
  public let average: Double
  /// In the worst push, of the time until the next one.
  public let worstPush: Double
  /// How long the worst push takes, and how long it may take.
  public let worstPushSeconds: Double
  public let pushSeconds: Double
  /// Whether every push is done when the next one comes.
  public let keepsUp: Bool

  /// - Parameter rate: rows of the one input in a second.
  public init(_ cost: CostReport, rate: Int, at clock: CoreClock) {
    hertz = clock.hertz
    cyclesPerInstruction = clock.cyclesPerInstruction
    pushSeconds = Double(cost.rowsPerPush) / Double(rate)
    worstPushSeconds = clock.seconds(cost.worstPushInstructions)
    average = 100 * clock.seconds(cost.instructions) * Double(rate) / Double(cost.rows[0])
    worstPush = 100 * worstPushSeconds / pushSeconds
    keepsUp = worstPush <= 100 && average <= 100
  }
}
