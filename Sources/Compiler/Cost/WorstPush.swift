import Program

/// The most work of any push of a stream that goes on and on.
///
/// Each push brings as many rows, from the stream's first one on. Once the schedule stands between two
/// pushes as it has stood before, all that can come has come: the first windows, the steady state, and
/// every coincidence of strides, hops, credit and pushes. Where in the rings the inputs stand is left
/// out of that; it moves no work, and only cuts what is taken at once.
struct WorstPush {
  private(set) var macs = 0
  private(set) var instructions = 0.0
  private var events = 0
  private var pushes = 0

  /// A coincidence that comes later is not looked for: it is rarer than once in minutes.
  private static let mostEvents = 1 << 21
  /// Pushes that are looked at in any case, for the ends of the inputs' rings.
  private static let fewestPushes = 100

  init(
    _ program: IntegerProgram, _ schedule: Schedule, _ units: WorkUnits, rowsPerPush: Int
  ) {
    var schedule = schedule
    // Inputs that no op reads together come one after the other.
    while let input = schedule.pushedRows.firstIndex(of: 0) {
      var repetition = Repetition()
      while !repetition.isFound || pushes < Self.fewestPushes, events < Self.mostEvents {
        let demanded = schedule.demandedInput ?? input
        let left = (program.inputs[demanded].fixedRows ?? .max) - schedule.pushedRows[demanded]
        guard left > 0 else { break }
        push(min(left, rowsPerPush), into: demanded, &schedule, units)
        repetition.see(schedule.state)
      }
      guard events < Self.mostEvents else { break }
      schedule.finish(schedule.pushedRows.indices.filter { schedule.pushedRows[$0] > 0 }) { _ in }
    }
  }

  private mutating func push(
    _ rows: Int, into input: Int, _ schedule: inout Schedule, _ units: WorkUnits
  ) {
    var (macs, instructions, events) = (0, 0.0, 0)
    schedule.push(rows, into: input) { event in
      macs += units.macs(event)
      instructions += units.instructions(event)
      events += 1
    }
    self.macs = max(self.macs, macs)
    self.instructions = max(self.instructions, instructions)
    self.events += events
    pushes += 1
  }
}

/// Finds out whether a sequence of states repeats: each is compared with one that is kept for twice as
/// long each time, so that a whole period has been seen then.
private struct Repetition {
  private(set) var isFound = false
  private var kept: [Int] = []
  private var age = 0
  private var lifetime = 1

  mutating func see(_ state: [Int]) {
    isFound = isFound || state == kept
    age += 1
    guard age == lifetime else { return }
    (kept, age, lifetime) = (state, 0, 2 * lifetime)
  }
}
