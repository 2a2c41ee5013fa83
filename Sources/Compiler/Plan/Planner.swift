import ModelFormat
public import Program

/// Finds ring sizes by simulating the schedule, and lays out the arena.
///
/// A tensor whose rows are read at once by the one op behind it needs no ring: such rows share one
/// stretch of the arena, two at a time, since only one chain of them is under way. No reader of
/// such a row ever has to wait, whatever the stream's length: the simulation of some lengths decides
/// how long rings are, and never whether a row may be overwritten. A depthwise convolution in front
/// of such a reader overwrites the oldest row of its own window.
struct Planner {
  private let program: IntegerProgram
  private let isShared: [Bool]
  private let isInPlace: [Bool]
  private(set) var plan: Plan

  /// - Parameter waitingRows: rows of the input that work may wait for; nil where each row's work is
  ///   done at once.
  /// - Precondition: Strips of more than one row are of ops that `canTakeStrips` says so of.
  init(
    _ program: IntegerProgram, _ storage: [WeightStorage], waitingRows: Int? = nil
  ) throws(CompileError) {
    self.program = program
    let atOnce = try Self.capacities(program, storage)
    let pace = try waitingRows.map { waitingRows throws(CompileError) in
      try Pace(program, storage, capacities: atOnce, waitingRows: waitingRows)
    }
    let capacities = pace?.capacities ?? atOnce
    let neverFills = program.tensorsThatNeverFill(capacities, storage)
    // While a chain of ops waits for credit, another reader of the input could begin a second one.
    let isOneChain = pace == nil || program.consumers(of: 0).count == 1
    let isShared = (0..<program.tensorCount).map {
      isOneChain && neverFills[$0] && program.isReadAtOnce($0, storage)
    }
    // Rows that come while it waits for credit would take the place of the one that was written.
    let fillsAnyTime = { (tensor: Int) in pace != nil && tensor < program.inputs.count }
    isInPlace = program.ops.indices.map {
      isShared[program.inputs.count + $0] && !fillsAnyTime(program.ops[$0].edges[0].tensor)
        && program.canOverwriteInput($0, capacities, storage)
    }
    self.isShared = isShared
    plan = Plan(
      storage: storage, rings: capacities.map { Ring(offset: 0, capacity: $0) },
      memory: program.ops.map { _ in 0 }, windows: program.ops.map { _ in 0 },
      statistics: program.inputs.map { _ in 0 }, pace: pace,
      delayRows: waitingRows ?? 0)
    place()
    guard plan.arenaBytes <= Layout.longestArena else {
      throw .tooLarge(
        layer: program.name, quantity: "number of bytes of the arena", value: plan.arenaBytes,
        limit: Layout.longestArena)
    }
  }

  /// Slots that each ring needs, over streams of several lengths.
  ///
  /// The longer ones reach the steady state; several lengths, because the end of a stream may meet
  /// windows at any phase. Where strips meet windows of other lengths there are more phases than
  /// lengths are tried; what is held there is known without trying.
  private static func capacities(
    _ program: IntegerProgram, _ storage: [WeightStorage]
  ) throws(CompileError) -> [Int] {
    var capacities = [Int](repeating: 1, count: program.tensorCount)
    let steady = program.steadyRows(storage)
    try program.checkLengths(steady)
    // Ends spread over the stretch that the windows take to repeat, none at a multiple of a stride.
    let period = steady.max() ?? 1
    var lengths: Set<[Int]> = []
    for extra in [0, 1, 2, 3, 5, 7, 11, 64, 97, 1_000] + (1...7).map({ $0 * period / 8 + $0 }) {
      for base in [program.inputs.map(\.minimumRows), steady] {
        lengths.insert(
          program.matchingRows(zip(program.inputs, base).map { $0.fixedRows ?? $1 + extra }))
      }
    }
    for rows in lengths {
      var schedule = Schedule(program, storage)
      try schedule.run(rows: rows)
      capacities = zip(capacities, schedule.capacities).map(max)
    }
    return capacities.indices.map { max(capacities[$0], program.rowsForStrips($0, storage)) }
  }

  private mutating func place() {
    let edges = program.ops.reduce(0) { $0 + $1.edges.count }
    _ = take(Layout.State.byteCount(tensors: program.tensorCount, edges: edges))
    if plan.pace != nil { plan.credit = take(Layout.creditBytes) }
    for (index, input) in program.inputs.enumerated() where input.standardisation != .fixed {
      plan.statistics[index] = take(Layout.statisticsBytes)
    }
    plan.checksums = take(program.ops.count * Layout.SelfTest.wordBytes)
    for (index, op) in program.ops.enumerated() where op.operation.sumsRows {
      plan.memory[index] = take(Layout.averageCountBytes + 4 * op.row.elements)
    }
    placeWeights()
    placeWindows()
    for tensor in plan.rings.indices where !isShared[tensor] {
      plan.rings[tensor].offset = take(rowBytes(tensor) * plan.rings[tensor].capacity)
    }
    placeShared()
  }

  /// Places decoded weights: those that stay, and one stretch for all that live for a firing.
  private mutating func placeWeights() {
    let storage = plan.storage
    for index in storage.indices where storage[index].isResident {
      plan.memory[index] = take(program.decodedBytes(ofOp: index, storage[index]))
    }
    let passing = storage.indices.filter { storage[$0].isDecodedInFiring }
    guard let longest = passing.map({ program.decodedBytes(ofOp: $0, storage[$0]) }).max() else {
      return
    }
    let place = take(longest)
    for index in passing { plan.memory[index] = place }
  }

  /// Places the windows of a batch of positions, and copies: one stretch serves all convolutions.
  private mutating func placeWindows() {
    let bytes = program.ops.indices.map { program.scratchBytes(ofOp: $0, plan.storage[$0]) }
    guard let most = bytes.compactMap(\.self).max() else { return }
    let place = take(most)
    for index in bytes.indices where bytes[index] != nil { plan.windows[index] = place }
  }

  /// Places rows that live from one op to the next: alternately at the two ends of one stretch,
  /// which is as long as the longest two neighbours.
  private mutating func placeShared() {
    var isAtEnd = [Bool](repeating: false, count: isShared.count)
    var length = 0
    for (index, op) in program.ops.enumerated() {
      let output = program.inputs.count + index
      guard isShared[output], !isInPlace[index] else { continue }
      let source = op.edges[0].tensor
      let hasNeighbour = isShared[source] && !isOverwritten(source)
      isAtEnd[output] = hasNeighbour && !isAtEnd[source]
      length = max(length, padded(rowBytes(output)) + (hasNeighbour ? padded(rowBytes(source)) : 0))
    }
    guard length > 0 || isInPlace.contains(true) else { return }
    let start = take(length)
    for (index, op) in program.ops.enumerated() {
      let output = program.inputs.count + index
      guard isShared[output] else { continue }
      if isInPlace[index] {
        let source = plan.rings[op.edges[0].tensor]
        plan.rings[output] = Ring(
          offset: source.offset, capacity: source.capacity,
          firstSlot: (source.capacity - op.operation.rowFlow.padBefore) % source.capacity,
          isInPlace: true)
      } else {
        plan.rings[output] = Ring(
          offset: isAtEnd[output] ? start + length - padded(rowBytes(output)) : start, capacity: 1)
      }
    }
  }

  /// Whether a tensor lies in its op's input ring.
  private func isOverwritten(_ tensor: Int) -> Bool {
    tensor >= program.inputs.count && isInPlace[tensor - program.inputs.count]
  }

  private func rowBytes(_ tensor: Int) -> Int {
    program.rowShape(tensor).elements * program.elementBytes(tensor)
  }

  private func padded(_ bytes: Int) -> Int { (bytes + 3) & ~3 }

  private mutating func take(_ bytes: Int) -> Int {
    let start = plan.arenaBytes
    plan.arenaBytes += padded(bytes)
    return start
  }
}

extension IntegerProgram {
  /// Whether rows of tensor `index` are complete in one firing and read at once by the one op
  /// behind, so that none outlives the firing after the one that made it.
  fileprivate func isReadAtOnce(_ index: Int, _ storage: [WeightStorage]) -> Bool {
    guard index >= inputs.count else { return false }
    let writer = index - inputs.count
    let flow = flow(ofOp: writer, storage[writer])
    guard flow.strip == 1, flow.parts == 1 else { return false }
    if case .flatten = ops[writer].operation { return false }
    let readers = consumers(of: index)
    guard readers.count == 1, ops[readers[0]].edges.count == 1 else { return false }
    let reading = self.flow(ofOp: readers[0], storage[readers[0]])
    return reading.strip == 1 && reading.kernelRows == 1 && reading.padBefore == 0
      && reading.padAfter == 0
  }

  /// Whether op `index` is a depthwise convolution that can write over its oldest input row: in a
  /// ring shorter than the kernel, another row of the window may lie where padding stands; and rows
  /// that were written together with its first ones.
  fileprivate func canOverwriteInput(
    _ index: Int, _ capacities: [Int], _ storage: [WeightStorage]
  ) -> Bool {
    let op = ops[index]
    guard let convolution = op.operation.convolution, op.edges.count == 1 else { return false }
    let geometry = convolution.geometry
    let source = op.edges[0].tensor
    return isDepthwise(index) && geometry.strideRows == 1 && geometry.strideAcross == 1
      && geometry.padLeft <= 1 && geometry.kernelRows > 1 && convolution.pool == .none
      && op.row == rowShape(op.edges[0]) && consumers(of: source) == [index]
      && capacities[source] >= geometry.kernelRows - 1 + rowsAtOnce(source, storage)
  }

  /// Rows of each input after which every window has left the padding behind twice; one more than
  /// `Layout.mostRows` stands for any more.
  func steadyRows(_ storage: [WeightStorage]) -> [Int] {
    var needed = [Int](repeating: 2, count: tensorCount)
    for (index, op) in ops.enumerated().reversed() {
      let flow = flow(ofOp: index, storage[index])
      var rows = needed[inputs.count + index]
      if flow.givesAtEnd { rows = 2 }
      if case .flatten = op.operation { rows = flow.parts } else { rows *= flow.parts }
      rows = max(rows, flow.strip > 1 || op.operation.convolution != nil ? 2 * flow.strip : 0)
      if op.operation.geometry != nil { rows = (rows - 1) * flow.stride + 2 * flow.kernelRows }
      rows = min(rows, Layout.mostRows + 1)
      for edge in op.edges { needed[edge.tensor] = max(needed[edge.tensor], rows) }
    }
    return inputs.indices.map { needed[$0] }
  }

  /// The longest lengths up to these with which branches of different inputs have equally many
  /// rows where they meet.
  fileprivate func matchingRows(_ lengths: [Int]) -> [Int] {
    var lengths = lengths
    let origins = origins()
    while let inputs = inputsWithRowsLeft(lengths, origins) {
      for input in inputs { lengths[input] -= 1 }
    }
    return lengths
  }

  /// The inputs of any length of a branch that has more rows than another where the two meet, and
  /// that the other does not read; nil where all is well.
  private func inputsWithRowsLeft(_ lengths: [Int], _ origins: [Set<Int>]) -> [Int]? {
    var rows = lengths
    for op in ops {
      let sources = op.edges.map(\.tensor)
      let fewest = sources.min { rows[$0] < rows[$1] } ?? 0
      for source in sources where rows[source] > rows[fewest] {
        let inputs = origins[source].subtracting(origins[fewest])
          .filter { self.inputs[$0].fixedRows == nil && lengths[$0] > 1 }
        if !inputs.isEmpty { return Array(inputs) }
      }
      rows.append(op.operation.rowFlow.outputRows(rows[fewest]))
    }
    return nil
  }

  /// For each tensor, the inputs whose rows become its rows: none behind pooling.
  private func origins() -> [Set<Int>] {
    var origins = inputs.indices.map { Set([$0]) }
    for op in ops {
      origins.append(
        op.operation.givesOneRow
          ? [] : op.edges.reduce(into: []) { $0.formUnion(origins[$1.tensor]) })
    }
    return origins
  }

  /// For each tensor, whether there is always room for its next row when the schedule settles.
  ///
  /// A reader that has run as far as it can holds fewer rows than lie under its strip, unless it
  /// waits for another input or for room of its own; what is written at once must fit beside them.
  /// Tensors of one row a stream never fill.
  fileprivate func tensorsThatNeverFill(_ capacities: [Int], _ storage: [WeightStorage]) -> [Bool] {
    let hasOneRow = origins().map(\.isEmpty)
    var neverFills = hasOneRow
    for tensor in neverFills.indices.reversed() where !hasOneRow[tensor] {
      neverFills[tensor] = consumers(of: tensor).allSatisfy { reader in
        ops[reader].edges.count == 1 && neverFills[inputs.count + reader]
          && capacities[tensor]
            >= rowsBetween(rowsAtOnce(tensor, storage), flow(ofOp: reader, storage[reader]))
      }
    }
    return neverFills
  }
}

extension IntegerProgram {
  /// Rows of a tensor that are written at once.
  fileprivate func rowsAtOnce(_ tensor: Int, _ storage: [WeightStorage]) -> Int {
    guard tensor >= inputs.count, let convolution = ops[tensor - inputs.count].operation.convolution
    else { return 1 }
    return max(1, storage[tensor - inputs.count].strip / convolution.pool.rows)
  }

  /// The rows that a ring needs between strips, whatever their phases: at least 1.
  fileprivate func rowsForStrips(_ tensor: Int, _ storage: [WeightStorage]) -> Int {
    let written = rowsAtOnce(tensor, storage)
    return consumers(of: tensor).filter { ops[$0].edges.count == 1 }.reduce(1) { rows, reader in
      guard written > 1 || storage[reader].strip > 1 else { return rows }
      return max(rows, rowsBetween(written, flow(ofOp: reader, storage[reader])))
    }
  }

  /// Rows of a ring in which there is always room for so many that are written at once, unless its
  /// reader waits for something else.
  fileprivate func rowsBetween(_ written: Int, _ reader: RowFlow) -> Int {
    let takesAll = reader.kernelRows == 1 && reader.stride == 1 && reader.padBefore == 0
    return takesAll && reader.strip == written ? written : reader.span - 1 + written
  }

  /// Bytes of arena that op `index` needs while it fires: of windows, or of copies; nil where it needs
  /// none.
  func scratchBytes(ofOp index: Int, _ storage: WeightStorage) -> Int? {
    windowBytes(ofOp: index, storage) ?? copiedBytes(ofOp: index, storage)
  }

  /// Whether op `index` is a depthwise convolution that copies what lies under its kernel: a small one, in
  /// rows so short that edges take more time than copies.
  func copiesRows(_ index: Int, _ storage: WeightStorage) -> Bool {
    guard isDepthwise(index), !storage.isAlone, let convolution = ops[index].operation.convolution
    else { return false }
    let geometry = convolution.geometry
    return geometry.kernelRows == 3 && geometry.kernelAcross == 3 && geometry.strideAcross == 1
      && convolution.pool == .none
      && ops[index].row.channels == rowShape(ops[index].edges[0]).channels
      && ops[index].row.width <= Self.mostCopiedColumns
  }

  private static var mostCopiedColumns: Int { 32 }

  private func copiedBytes(ofOp index: Int, _ storage: WeightStorage) -> Int? {
    guard copiesRows(index, storage), let geometry = ops[index].operation.convolution?.geometry
    else { return nil }
    return Layout.copiedBytes(
      rows: storage.strip, stride: geometry.strideRows, width: ops[index].row.width)
  }

  /// Bytes of the windows that op `index` lays; nil where it lays none.
  func windowBytes(ofOp index: Int, _ storage: WeightStorage) -> Int? {
    guard let convolution = ops[index].operation.convolution, !isDepthwise(index),
      !ops[index].isInt16
    else { return nil }
    guard storage.encoding != .sparse else {
      return Layout.sparseWindowBytes(taps: convolution.weightsPerOutput)
    }
    let positions =
      storage.isAlone ? 1 : storage.strip * ops[index].row.width * convolution.pool.across
    return Layout.windowBytes(taps: convolution.weightsPerOutput, positions: positions)
  }

  /// Whether rows of op `index` may come several at once: behind it are readers, up to those of one
  /// row a stream, and none of them waits for another input.
  public func canTakeStrips(_ index: Int) -> Bool {
    guard case .convolution = ops[index].operation else { return false }
    let readers = consumers(of: inputs.count + index)
    return !readers.isEmpty && readers.allSatisfy(canWaitForStrips)
  }

  func laysWindows(_ index: Int) -> Bool { windowBytes(ofOp: index, WeightStorage()) != nil }

  /// Whether four windows take more arena than they are worth.
  func hasLargeWindows(_ index: Int) -> Bool {
    windowBytes(ofOp: index, WeightStorage(strip: batchStrip(index))).map { $0 > 4_096 } ?? false
  }

  /// Rows that op `index` takes at once so that their positions fill batches, or share what is prepared
  /// for each channel: only where a row of itself fills none, or few where arena is no matter, and where
  /// rows do not wait long for each other.
  ///
  /// - Parameter isTwice: whether it may be twice as many where rows come at no known pace.
  func batchStrip(_ index: Int, takesArena: Bool = false, isTwice: Bool = false) -> Int {
    let isCopied = takesArena && copiesRows(index, WeightStorage())
    guard laysWindows(index) || isCopied, canTakeStrips(index),
      let convolution = ops[index].operation.convolution
    else { return 1 }
    let source = ops[index].edges[0].tensor
    guard !isBehindAverage(source) else { return 1 }
    let together = Layout.windowsTogether
    let positions = ops[index].row.width * convolution.pool.across
    let fillsNone =
      positions % together > 0 && positions < (takesArena ? Self.fewPositions : together)
    guard isCopied || fillsNone else { return 1 }
    let strip = positions % 2 == 0 && !isCopied ? together / 2 : together
    // Where rows come fast, twice as many wait no longer, and an op fires half as often.
    let rowsPerRow = inputRows(perRowOf: source) * convolution.geometry.strideRows
    return [2 * strip, strip].first {
      let pool = convolution.pool.rows
      guard $0 % pool == 0 || pool % $0 == 0 else { return false }
      guard let rate = inputs[0].samplesPerSecond else {
        return takesArena && (isTwice || $0 == strip)
      }
      let most = $0 == strip ? rate / Self.waitsASecond : rate / Self.shortWaitsASecond
      return ($0 - 1) * rowsPerRow <= most
    } ?? 1
  }

  /// Whether rows of a tensor come one a stream, or one a hop.
  func isBehindAverage(_ tensor: Int) -> Bool {
    guard tensor >= inputs.count else { return false }
    let op = ops[tensor - inputs.count]
    if case .windowAverage = op.operation { return true }
    return op.operation.givesOneRow || op.edges.contains { isBehindAverage($0.tensor) }
  }

  /// Rows that fill a batch wait for each other no longer than this part of a second.
  private static var waitsASecond: Int { 50 }

  /// The same of rows of two batches.
  private static var shortWaitsASecond: Int { 250 }

  /// Of so many positions in a row, the last that fill no batch hardly count.
  private static var fewPositions: Int { 12 }

  private func canWaitForStrips(_ index: Int) -> Bool {
    ops[index].operation.givesOneRow
      || ops[index].edges.count == 1
        && consumers(of: inputs.count + index).allSatisfy(canWaitForStrips)
  }
}

extension IntegerProgram {
  /// How op `index` takes rows, with the strip of its storage.
  func flow(ofOp index: Int, _ storage: WeightStorage) -> RowFlow {
    var flow = ops[index].operation.rowFlow
    flow.strip = storage.strip
    return flow
  }
}

extension IntegerOperation {
  /// Whether the op sums rows up and gives one at the stream's end.
  var sumsRows: Bool { rowFlow.givesAtEnd }

  /// Whether the op gives a vector, one row a stream.
  fileprivate var givesOneRow: Bool {
    if case .flatten = self { return true }
    return rowFlow.givesAtEnd
  }

  var convolution: IntegerConvolution? {
    if case .convolution(let convolution) = self { convolution } else { nil }
  }
}
