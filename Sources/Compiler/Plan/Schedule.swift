import ModelFormat
import Program

/// What happens in a schedule.
enum ScheduleEvent {
  /// An op computes so many rows at once, before a fused pool.
  case firing(Int, rows: Int)
  /// A row is pushed into an input.
  case push(Int)
  /// The inputs end.
  case end
}

/// The runtime's schedule, row by row, without values: the most downstream op that can run, runs.
///
/// Rings have no limit here; how full they get is what the planner wants to know. With a pace, which
/// comes when rings are known, only that of the input has none.
struct Schedule {
  /// For each tensor, the slots that its ring needs.
  private(set) var capacities: [Int]
  private let program: IntegerProgram
  private let inputCount: Int
  private let flows: [RowFlow]
  /// What the edges of all ops read, one op after the other, and which edges are each op's.
  private let sources: [Int]
  private let edges: [Range<Int>]
  /// The edges that read each tensor, one tensor after the other, and where each tensor's stand.
  private let readers: [Int]
  private let readerPlaces: [Range<Int>]
  /// The last op that reads each tensor.
  private let lastReader: [Int?]
  /// By edge.
  private var cursors: [EdgeCursor]
  private var phases: [Int]
  private var hasEnded: [Bool]
  private var pushedRows: [Int]
  private let pace: Pace?
  /// What may be spent, with a pace.
  private var credit = 0
  /// The op at which the search for one that can run goes on; −1 where none can.
  private var next: Int

  init(_ program: IntegerProgram, _ storage: [WeightStorage], pace: Pace? = nil) {
    self.program = program
    self.pace = pace
    inputCount = program.inputs.count
    next = program.ops.count - 1
    let tensorCount = program.tensorCount
    capacities = [Int](repeating: 1, count: tensorCount)
    let flows = program.ops.indices.map { program.flow(ofOp: $0, storage[$0]) }
    self.flows = flows
    let sources = program.ops.flatMap { $0.edges.map(\.tensor) }
    self.sources = sources
    edges = program.ops.map(\.edges.count).ranges
    let readers = (0..<tensorCount).map { tensor in
      sources.indices.filter { sources[$0] == tensor }
    }
    self.readers = Array(readers.joined())
    readerPlaces = readers.map(\.count).ranges
    cursors = zip(program.ops, flows).flatMap { op, flow in
      op.edges.map { _ in EdgeCursor(offset: -flow.padBefore) }
    }
    lastReader = (0..<tensorCount).map { program.consumers(of: $0).last }
    phases = [Int](repeating: 0, count: program.ops.count)
    hasEnded = [Bool](repeating: false, count: tensorCount)
    pushedRows = [Int](repeating: 0, count: program.inputs.count)
  }

  /// Pushes rows into the inputs, each time where the op that waits wants them, and ends them once
  /// every input i has got `rows[i]`.
  ///
  /// - Parameter seen: called for what happens, as it happens.
  mutating func run(rows: [Int], seen: (ScheduleEvent) -> Void = { _ in }) throws(CompileError) {
    settle(seen)
    // One input alone is always the one that is waited for.
    while inputCount > 1, let input = demandedInput(program.ops.count - 1),
      pushedRows[input] < rows[input]
    {
      push(input, seen)
    }
    for input in rows.indices {
      while pushedRows[input] < rows[input] { push(input, seen) }
    }
    seen(.end)
    for input in rows.indices {
      hasEnded[input] = true
      next = max(next, lastReader[input] ?? -1)
      settle(seen)
    }
    guard hasEnded[hasEnded.count - 1] else {
      throw .stalled(layer: program.ops.first { !$0.edges.isEmpty }?.name ?? program.name)
    }
  }

  private mutating func push(_ input: Int, _ seen: (ScheduleEvent) -> Void) {
    pushedRows[input] += 1
    seen(.push(input))
    commit(input)
    // Nothing has changed for ops behind those that read the row.
    next = max(next, lastReader[input] ?? -1)
    guard let pace else { return settle(seen) }
    credit += pace.creditPerRow
    while credit > 0, step(seen) {}
  }

  /// The input for whose rows op `index` waits in the end.
  private func demandedInput(_ index: Int) -> Int? {
    for edge in edges[index] {
      let source = sources[edge]
      let isHungry = flows[index].givesAtEnd || cursors[edge].reach < flows[index].span
      guard isHungry, !hasEnded[source] else { continue }
      return source < inputCount ? source : demandedInput(source - inputCount)
    }
    return nil
  }

  /// Runs until no op can.
  private mutating func settle(_ seen: (ScheduleEvent) -> Void) {
    while step(seen) {}
  }

  /// Runs one op; false where none can.
  private mutating func step(_ seen: (ScheduleEvent) -> Void) -> Bool {
    while next >= 0 {
      if fire(next, seen) {
        next = lastReader[inputCount + next] ?? next
        return true
      }
      next -= 1
    }
    credit = min(credit, 0)
    return false
  }

  /// Lets an op run once if it can; whether it did.
  private mutating func fire(_ index: Int, _ seen: (ScheduleEvent) -> Void) -> Bool {
    let output = inputCount + index
    guard !hasEnded[output] else { return false }
    let flow = flows[index]
    let rows = edges[index].reduce(flow.strip) { rows, edge in
      let hasEnded = hasEnded[sources[edge]]
      return min(rows, flow.computableRows(reach: cursors[edge].reach, hasEnded: hasEnded))
    }
    if rows < 0 {
      if flow.givesAtEnd {
        seen(.firing(index, rows: 1))
        commit(output)
      }
      hasEnded[output] = true
      return true
    }
    guard rows > 0 else { return false }
    let written = flow.slotsWritten(phase: phases[index], rows: rows)
    if let pace, rowsNeeded(output, for: written) > pace.capacities[output] { return false }
    reserve(output, rows: written)
    credit -= pace?.efforts[index] ?? 0
    seen(.firing(index, rows: rows))
    for edge in edges[index] {
      cursors[edge].advance(received: 0, by: rows * flow.stride, capacity: .max)
    }
    guard !flow.givesAtEnd else { return true }
    phases[index] += rows
    while phases[index] >= flow.parts {
      phases[index] -= flow.parts
      commit(output)
    }
    return true
  }

  /// Takes slots for a tensor's next rows, which are written from the op's first firing for them on.
  private mutating func reserve(_ tensor: Int, rows: Int = 1) {
    capacities[tensor] = max(capacities[tensor], rowsNeeded(tensor, for: rows))
  }

  /// Slots that a tensor needs for so many rows beside those that its readers hold.
  private func rowsNeeded(_ tensor: Int, for rows: Int) -> Int {
    readerPlaces[tensor].reduce(0) { max($0, cursors[readers[$1]].pending + rows) }
  }

  private mutating func commit(_ tensor: Int) {
    reserve(tensor)
    for place in readerPlaces[tensor] {
      cursors[readers[place]].advance(received: 1, by: 0, capacity: .max)
    }
  }
}

extension [Int] {
  /// Ranges of these lengths, one behind the other.
  fileprivate var ranges: [Range<Int>] {
    reduce(into: []) { ranges, length in
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + length)
    }
  }
}
