import Lowering
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
/// Rings have no limit here; how full they get is what the planner wants to know.
struct Schedule {
  /// For each tensor, the slots that its ring needs.
  private(set) var capacities: [Int]
  private let program: IntegerProgram
  private let nodes: [Node]
  private let readers: [[(op: Int, edge: Int)]]
  private var cursors: [[Cursor]]
  private var phases: [Int]
  private var hasEnded: [Bool]
  private var pushedRows: [Int]

  /// An op as the schedule sees it.
  fileprivate struct Node {
    var kernelRows = 1
    var stride = 1
    var padBefore = 0
    var padAfter = 0
    /// Rows that become one row of output; 0 for a row at the end of the stream only.
    var rowsPerOutput = 1
    /// Rows that the op computes at once.
    var strip = 1
  }

  private struct Cursor {
    var pending = 0
    var offset = 0

    mutating func release() {
      guard offset > 0, pending > 0 else { return }
      let rows = min(offset, pending)
      offset -= rows
      pending -= rows
    }
  }

  init(_ program: IntegerProgram, _ storage: [WeightStorage]) {
    self.program = program
    let tensorCount = program.inputs.count + program.ops.count
    capacities = [Int](repeating: 1, count: tensorCount)
    nodes = zip(program.ops, storage).map { op, storage in
      var node = Self.node(op)
      node.strip = storage.strip
      return node
    }
    var readers = [[(op: Int, edge: Int)]](repeating: [], count: tensorCount)
    for (index, op) in program.ops.enumerated() {
      for (edge, source) in op.edges.enumerated() { readers[source.tensor].append((index, edge)) }
    }
    self.readers = readers
    cursors = zip(program.ops, nodes).map { op, node in
      op.edges.map { _ in Cursor(pending: 0, offset: -node.padBefore) }
    }
    phases = [Int](repeating: 0, count: program.ops.count)
    hasEnded = [Bool](repeating: false, count: tensorCount)
    pushedRows = [Int](repeating: 0, count: program.inputs.count)
  }

  private static func node(_ op: ProgramOp) -> Node {
    var node = Node()
    switch op.operation {
    case .convolution(let convolution):
      node = Node(convolution.geometry)
      node.rowsPerOutput = convolution.pool.rows
    case .maxPool(let geometry), .averagePool(let geometry): node = Node(geometry)
    case .globalAverage: node.rowsPerOutput = 0
    case .flatten(let rows, _): node.rowsPerOutput = rows
    case .add, .concat, .lookup, .softmax: break
    }
    return node
  }

  /// Pushes rows into the inputs, each time where the op that waits wants them, and ends them once
  /// every input i has got `rows[i]`.
  ///
  /// - Parameter seen: called for what happens, as it happens.
  mutating func run(rows: [Int], seen: (ScheduleEvent) -> Void = { _ in }) throws(CompileError) {
    settle(seen)
    while let input = demandedInput(program.ops.count - 1), pushedRows[input] < rows[input] {
      push(input, seen)
    }
    for input in rows.indices {
      while pushedRows[input] < rows[input] { push(input, seen) }
    }
    seen(.end)
    for input in rows.indices { end(input, seen) }
    guard hasEnded[hasEnded.count - 1] else {
      throw .stalled(layer: program.ops.first { !$0.edges.isEmpty }?.name ?? program.name)
    }
  }

  private mutating func push(_ input: Int, _ seen: (ScheduleEvent) -> Void) {
    pushedRows[input] += 1
    seen(.push(input))
    commit(input)
    settle(seen)
  }

  private mutating func end(_ input: Int, _ seen: (ScheduleEvent) -> Void) {
    hasEnded[input] = true
    settle(seen)
  }

  /// The input for whose rows op `index` waits in the end.
  private func demandedInput(_ index: Int) -> Int? {
    for (edge, source) in program.ops[index].edges.enumerated() {
      let cursor = cursors[index][edge]
      let isHungry =
        nodes[index].rowsPerOutput == 0 || cursor.pending - cursor.offset < nodes[index].span
      guard isHungry, !hasEnded[source.tensor] else { continue }
      if source.tensor < program.inputs.count { return source.tensor }
      return demandedInput(source.tensor - program.inputs.count)
    }
    return nil
  }

  private mutating func settle(_ seen: (ScheduleEvent) -> Void) {
    var index = program.ops.count - 1
    while index >= 0 {
      if fire(index, seen) {
        index = readers[program.inputs.count + index].last?.op ?? index
      } else {
        index -= 1
      }
    }
  }

  /// Lets an op run once if it can; whether it did.
  private mutating func fire(_ index: Int, _ seen: (ScheduleEvent) -> Void) -> Bool {
    let output = program.inputs.count + index
    guard !hasEnded[output] else { return false }
    let node = nodes[index]
    var isOver = false
    var isReady = true
    var rows = node.strip
    for (edge, source) in program.ops[index].edges.enumerated() {
      let reach = cursors[index][edge].pending - cursors[index][edge].offset
      guard reach < node.span else { continue }
      if hasEnded[source.tensor] {
        let missing = node.kernelRows - reach - node.padAfter
        if missing > 0 { isOver = true } else { rows = min(rows, -missing / node.stride + 1) }
      } else {
        isReady = false
      }
    }
    if isOver {
      if node.rowsPerOutput == 0 {
        seen(.firing(index, rows: 1))
        commit(output)
      }
      hasEnded[output] = true
      return true
    }
    guard isReady else { return false }
    let outputRows = max(1, node.rowsPerOutput)
    reserve(output, rows: (phases[index] + rows + outputRows - 1) / outputRows)
    seen(.firing(index, rows: rows))
    for edge in cursors[index].indices {
      cursors[index][edge].offset += rows * node.stride
      cursors[index][edge].release()
    }
    guard node.rowsPerOutput > 0 else { return true }
    phases[index] += rows
    while phases[index] >= node.rowsPerOutput {
      phases[index] -= node.rowsPerOutput
      commit(output)
    }
    return true
  }

  /// Takes slots for a tensor's next rows, which are written from the op's first firing for them on.
  private mutating func reserve(_ tensor: Int, rows: Int = 1) {
    for (op, edge) in readers[tensor] {
      capacities[tensor] = max(capacities[tensor], cursors[op][edge].pending + rows)
    }
  }

  private mutating func commit(_ tensor: Int) {
    reserve(tensor)
    for (op, edge) in readers[tensor] {
      cursors[op][edge].pending += 1
      cursors[op][edge].release()
    }
  }
}

extension Schedule.Node {
  fileprivate init(_ geometry: Geometry) {
    kernelRows = geometry.kernelRows
    stride = geometry.strideRows
    padBefore = geometry.padBefore
    padAfter = geometry.padAfter
  }

  /// Rows of input under the windows of a strip.
  var span: Int { kernelRows + (strip - 1) * stride }
}
