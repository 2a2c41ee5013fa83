import ModelFormat
import Program

/// What happens in a schedule.
enum ScheduleEvent {
  /// A call pushes rows into an input.
  case push(Int)
  /// It takes so many of them at once: no reader can run before the last.
  case run(Int, rows: Int)
  /// An op computes so many rows at once, before a fused pool.
  case firing(Int, rows: Int, padding: Padding)
  /// An op that is asked cannot run, and has not ended.
  case refusal
  /// A call ends the inputs.
  case finish
  /// An op passes the end of its input on, behind the row that some give only then.
  case end(Int)
}

/// How far the windows of a firing reach beyond the stream's ends.
struct Padding {
  /// Rows computed from a window that does.
  var cutRows = 0
  /// Rows under all their kernels that are not there.
  var missingRows = 0
}

/// The runtime's schedule without values: the most downstream op that can run, runs.
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
  /// The op that each edge belongs to.
  private let owners: [Int]
  /// The last op that reads each tensor.
  private let lastReader: [Int?]
  /// Slots of each input's ring; where rings are not planned yet, rows are taken one by one.
  private let inputSlots: [Int]
  /// The slot that the next row of each input takes.
  private var slots: [Int]
  /// By edge.
  private var cursors: [EdgeCursor]
  private var phases: [Int]
  private var hasEnded: [Bool]
  private(set) var pushedRows: [Int]
  private let pace: Pace?
  /// What may be spent, with a pace.
  private var credit = 0
  /// The op at which the search for one that can run goes on; −1 where none can.
  private var next = -1

  /// - Parameter rings: slots of each tensor's ring, where they are planned.
  init(
    _ program: IntegerProgram, _ storage: [WeightStorage], rings: [Int]? = nil, pace: Pace? = nil
  ) {
    self.program = program
    self.pace = pace
    let inputCount = program.inputs.count
    self.inputCount = inputCount
    let tensorCount = program.tensorCount
    capacities = [Int](repeating: 1, count: tensorCount)
    let flows = program.ops.indices.map { program.flow(ofOp: $0, storage[$0]) }
    self.flows = flows
    let sources = program.ops.flatMap { $0.edges.map(\.tensor) }
    self.sources = sources
    edges = program.ops.map(\.edges.count).ranges
    let owners = program.ops.indices.flatMap { op in program.ops[op].edges.map { _ in op } }
    self.owners = owners
    var readers = [[Int]](repeating: [], count: tensorCount)
    for (edge, source) in sources.enumerated() { readers[source].append(edge) }
    lastReader = readers.map { edges in edges.last.map { owners[$0] } }
    self.readers = Array(readers.joined())
    readerPlaces = readers.map(\.count).ranges
    cursors = zip(program.ops, flows).flatMap { op, flow in
      op.edges.map { _ in EdgeCursor(offset: -flow.padBefore) }
    }
    inputSlots = (0..<inputCount).map { rings?[$0] ?? 1 }
    slots = [Int](repeating: 0, count: inputCount)
    phases = [Int](repeating: 0, count: program.ops.count)
    hasEnded = [Bool](repeating: false, count: tensorCount)
    pushedRows = [Int](repeating: 0, count: inputCount)
  }

  /// Pushes rows into the inputs, each time where the op that waits wants them, and ends them once
  /// every input i has got `rows[i]`.
  ///
  /// - Parameters:
  ///   - rowsPerPush: what a call pushes at most; one row where there are several inputs.
  ///   - seen: called for what happens, as it happens.
  mutating func run(
    rows: [Int], rowsPerPush: Int = .max, seen: (ScheduleEvent) -> Void = { _ in }
  ) throws(CompileError) {
    let rowsPerPush = inputCount > 1 ? 1 : rowsPerPush
    func left(_ input: Int) -> Int { min(rowsPerPush, rows[input] - pushedRows[input]) }
    while inputCount > 1, let input = demandedInput, left(input) > 0 {
      push(left(input), into: input, seen)
    }
    for input in rows.indices {
      while left(input) > 0 { push(left(input), into: input, seen) }
    }
    finish(Array(rows.indices), seen)
    guard hasEnded[hasEnded.count - 1] else {
      throw .stalled(layer: program.ops.first { !$0.edges.isEmpty }?.name ?? program.name)
    }
  }

  /// One call that pushes rows.
  mutating func push(_ rows: Int, into input: Int, _ seen: (ScheduleEvent) -> Void) {
    seen(.push(input))
    goOnWithWorkLeft()
    var left = rows
    while left > 0 {
      let room = inputSlots[input] - max(slots[input], rowsNeeded(input, for: 0))
      let run = max(1, min(left, rowsBeforeReading(input), room))
      left -= run
      take(run, of: input, seen)
    }
  }

  /// One call that ends inputs.
  mutating func finish(_ inputs: [Int], _ seen: (ScheduleEvent) -> Void) {
    seen(.finish)
    goOnWithWorkLeft()
    for input in inputs {
      hasEnded[input] = true
      next = max(next, lastReader[input] ?? -1)
      while step(seen) {}
    }
  }

  /// The input for whose rows the last op waits in the end.
  var demandedInput: Int? { demandedInput(program.ops.count - 1) }

  /// Between calls, all that what comes depends on, but for the slots of the inputs' rings.
  var state: [Int] {
    cursors.flatMap { [$0.pending, $0.offset] } + phases + [credit]
  }

  /// With a pace, a call does not know where the one before has left off.
  private mutating func goOnWithWorkLeft() {
    if pace != nil { next = program.ops.count - 1 }
  }

  private mutating func take(_ rows: Int, of input: Int, _ seen: (ScheduleEvent) -> Void) {
    pushedRows[input] += rows
    slots[input] += rows
    if slots[input] == inputSlots[input] { slots[input] = 0 }
    seen(.run(input, rows: rows))
    commit(input, rows: rows)
    // Nothing has changed for ops behind those that read the row.
    next = max(next, lastReader[input] ?? -1)
    guard let pace else {
      while step(seen) {}
      return
    }
    credit = min(credit + (rows - 1) * pace.creditPerRow, 0) + pace.creditPerRow
    while credit > 0, step(seen) {}
  }

  /// Rows until the last of which nothing can run.
  private func rowsBeforeReading(_ input: Int) -> Int {
    let rows = readers[readerPlaces[input]].reduce(Int.max) { rows, edge in
      min(rows, flows[owners[edge]].span - cursors[edge].reach)
    }
    guard let pace else { return max(1, rows) }
    let waiting = -credit / pace.creditPerRow + 1
    return max(1, next < 0 ? max(rows, waiting) : waiting)
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

  private enum Step {
    case refused
    /// An op took rows, and gave none yet.
    case consumed
    case produced
  }

  /// Runs one op; false where none can.
  private mutating func step(_ seen: (ScheduleEvent) -> Void) -> Bool {
    while next >= 0 {
      switch fire(next, seen) {
      case .consumed: return true
      case .produced:
        next = max(next, lastReader[inputCount + next] ?? -1)
        return true
      case .refused:
        if !hasEnded[inputCount + next] { seen(.refusal) }
        next -= 1
      }
    }
    credit = min(credit, 0)
    return false
  }

  /// Lets an op run once if it can.
  private mutating func fire(_ index: Int, _ seen: (ScheduleEvent) -> Void) -> Step {
    let output = inputCount + index
    guard !hasEnded[output] else { return .refused }
    let flow = flows[index]
    let rows = edges[index].reduce(flow.strip) { rows, edge in
      let hasEnded = hasEnded[sources[edge]]
      return min(rows, flow.computableRows(reach: cursors[edge].reach, hasEnded: hasEnded))
    }
    if rows < 0 {
      seen(.end(index))
      if flow.givesAtEnd { commit(output, rows: 1) }
      hasEnded[output] = true
      return .produced
    }
    guard rows > 0 else { return .refused }
    let written = flow.slotsWritten(phase: phases[index], rows: rows)
    if let pace, rowsNeeded(output, for: written) > pace.capacities[output] { return .refused }
    reserve(output, rows: written)
    credit -= pace?.efforts[index] ?? 0
    seen(.firing(index, rows: rows, padding: padding(ofOp: index, rows: rows)))
    for edge in edges[index] {
      cursors[edge].advance(received: 0, by: rows * flow.stride, capacity: .max)
    }
    guard !flow.givesAtEnd else { return .consumed }
    phases[index] += rows
    let complete = phases[index] / flow.parts
    phases[index] -= complete * flow.parts
    guard complete > 0 else { return .consumed }
    commit(output, rows: complete)
    return .produced
  }

  /// What the op's next windows miss of the rows that it reads first.
  private func padding(ofOp index: Int, rows: Int) -> Padding {
    let (flow, cursor) = (flows[index], cursors[edges[index].lowerBound])
    return (0..<rows).reduce(into: Padding()) { padding, place in
      let offset = cursor.offset + place * flow.stride
      let missing = max(0, -offset) + max(0, flow.kernelRows - cursor.pending + offset)
      padding.missingRows += missing
      padding.cutRows += missing > 0 ? 1 : 0
    }
  }

  /// Takes slots for a tensor's next rows, which are written from the op's first firing for them on.
  private mutating func reserve(_ tensor: Int, rows: Int) {
    capacities[tensor] = max(capacities[tensor], rowsNeeded(tensor, for: rows))
  }

  /// Slots that a tensor needs for so many rows beside those that its readers hold.
  private func rowsNeeded(_ tensor: Int, for rows: Int) -> Int {
    readerPlaces[tensor].reduce(0) { max($0, cursors[readers[$1]].pending + rows) }
  }

  private mutating func commit(_ tensor: Int, rows: Int) {
    reserve(tensor, rows: rows)
    for place in readerPlaces[tensor] {
      cursors[readers[place]].advance(received: rows, by: 0, capacity: .max)
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
