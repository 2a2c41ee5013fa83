import ModelFormat
import Program

/// Chooses how each op's weights are stored: the smallest encoding, then strips or residence as the
/// goals allow.
struct StorageSearch {
  private let program: IntegerProgram
  private let goals: StorageGoals
  /// Rows that each op computes in the time that instructions are counted for.
  private var rows: [Int] = []
  /// Instructions of the same time without decoding.
  private var instructions = 0.0
  private var storage: [WeightStorage]
  private var together = Together.columnsAndRows { didSet { setUndecoded() } }
  /// How the weights of each op are stored if they are not decoded.
  private var undecoded: [WeightStorage] = []

  /// Of which positions a convolution computes four together: the more, the faster; each way takes
  /// less arena than the one before.
  private enum Together {
    /// Of as many rows as fill batches, and with large windows: where the arena has a limit, below it.
    /// The same of twice as many rows, so that ops fire half as often.
    case twiceThat, whateverItTakes
    /// Of as many rows as fill a batch, where a row fills none.
    case columnsAndRows
    /// Of a row.
    case columns
    case nothing

    var takesRows: Bool { takesArena || self == .columnsAndRows }
    var takesArena: Bool { self == .twiceThat || self == .whateverItTakes }
  }

  init(_ program: IntegerProgram, _ goals: StorageGoals) {
    self.program = program
    self.goals = goals
    storage = program.ops.map { _ in WeightStorage() }
    setUndecoded()
  }

  /// The storage of each op, with the plan that it leads to.
  ///
  /// Whether the file fits is known before schedules are simulated for strips: most of the networks
  /// that a search for a budget tries are too large.
  mutating func run() throws(CompileError) -> Plan {
    if goals.maxArenaBytes != nil { together = .twiceThat }
    var encodings = encodings()
    storage = storages(encodings.alone)
    var plan = try plan(storage)
    if let limit = goals.maxArenaBytes {
      for together in [Together.whateverItTakes, .columnsAndRows, .columns, .nothing]
      where plan.arenaBytes > limit {
        self.together = together
        encodings = self.encodings()
        storage = storages(encodings.alone)
        plan = try self.plan(storage)
      }
    }
    if try maySharingTablesHelp(plan, encodings) {
      let shared = try encodings.sharingTables { encodings throws(CompileError) in
        try fileBytes(plan, storages(encodings))
      }
      storage = storages(shared)
      plan = try self.plan(storage)
    }
    if let limit = goals.maxArenaBytes, plan.arenaBytes > limit {
      plan = try decodingLess(within: limit, plan)
    }
    let room = try room(beside: plan)
    let own = try self.plan(undecoded)
    let work = StreamWork(program, undecoded, rings: own.rings.map(\.capacity))
    rows = work.rowsByOp
    instructions = work.instructions
    plan = try decodingSeldom(plan, own: own.arenaBytes)
    return try withoutNeedlessEncodings(plan, room)
  }

  /// Bytes by which the file may grow; strips and residence do not change its length.
  private func room(beside plan: Plan) throws(CompileError) -> Int? {
    guard let limit = goals.maxFileBytes else { return nil }
    let bytes = try fileBytes(plan, storage)
    guard bytes <= limit else { throw .fileTooLarge(bytes: bytes, limit: limit) }
    return limit - bytes
  }

  /// The length of the file, which does not depend on where its arena keeps what.
  private func fileBytes(_ plan: Plan, _ storage: [WeightStorage]) throws(CompileError) -> Int {
    var plan = plan
    plan.storage = storage
    return try FileWriter(program: program, plan: plan).file().count
  }

  /// Storage with the fewest rows at once.
  private func storages(_ encodings: [WeightEncoding]) -> [WeightStorage] {
    encodings.enumerated().map { storage($0, $1) }
  }

  private func encodings() -> LayerEncodings {
    LayerEncodings(program, goals, undecoded: undecoded.map(\.encoding))
  }

  private mutating func setUndecoded() {
    let mayBeSparse = goals.encodings.contains(.sparse) && together.takesRows
    undecoded = program.ops.indices.map { index in
      let dense = storage(index, .dense)
      let sparse =
        mayBeSparse
        ? program.sparseStorage(
          ofOp: index, insteadOf: dense, takesArena: together.takesArena,
          on: goals.target) : nil
      return sparse ?? dense
    }
  }

  private func storage(_ index: Int, _ encoding: WeightEncoding) -> WeightStorage {
    guard encoding != .sparse else { return undecoded[index] }
    let takesArena = together.takesArena
    let mayNeedScratch = program.laysWindows(index) || program.isDepthwise(index)
    let isAlone =
      mayNeedScratch && together == .nothing
      || program.laysWindows(index) && !takesArena && program.hasLargeWindows(index)
    let takesRows = together.takesRows && !isAlone
    let strip =
      takesRows
      ? program.batchStrip(index, takesArena: takesArena, isTwice: together == .twiceThat) : 1
    return WeightStorage(encoding, strip: strip, isAlone: isAlone)
  }

  private func plan(_ storage: [WeightStorage]) throws(CompileError) -> Plan {
    try Planner(program, storage, waitingRows: goals.waitingRows).plan
  }

  /// Shared tables are looked for where a file that has to fit lacks no more: each try writes a file,
  /// and a search for a budget tries many networks that are far too large.
  private static let nearMiss = 512

  /// Whether the smallest file is wanted, or one that only shared tables make fit.
  private func maySharingTablesHelp(
    _ plan: Plan, _ encodings: LayerEncodings
  ) throws(CompileError) -> Bool {
    guard goals.aim != .smallest else { return true }
    guard let limit = goals.maxFileBytes else { return false }
    let bytes = try fileBytes(plan, storage)
    return bytes > limit && bytes - limit <= min(encodings.mostSaved, Self.nearMiss)
  }

  private func savedBytes(_ index: Int, _ storage: WeightStorage) -> Int {
    program.encodedBytes(ofOp: index, undecoded[index].encoding).all
      - program.encodedBytes(ofOp: index, storage.encoding).all
  }

  /// Instructions that an op decodes for, in the time that they are counted for.
  private func decoding(_ index: Int, _ storage: WeightStorage) -> Double {
    let terms = program.decodingTerms(ofOp: index, storage)
    let firings = (rows[index] + storage.strip - 1) / storage.strip
    return InstructionPrices.price(terms, on: goals.target) * Double(firings)
  }

  /// The bytes that an op's storage takes in the arena, roughly: rows that wait for a strip, and
  /// weights that stay.
  private func arenaBytes(_ index: Int, _ storage: WeightStorage) -> Int {
    guard case .convolution(let convolution) = program.ops[index].operation else { return 0 }
    let edge = program.ops[index].edges[0]
    let input = program.rowShape(edge).elements * program.elementBytes(edge.tensor)
    let waiting = (storage.strip - 1) * convolution.geometry.strideRows * input
    let written = (storage.strip / convolution.pool.rows) * program.ops[index].row.elements
    return waiting + written + (storage.isResident ? convolution.weights.count : 0)
  }

  /// The ways in which an op's encoded weights may come to it, with the arena that each adds.
  private func choices(_ index: Int) -> [StorageChoices.Choice] {
    let now = storage[index]
    var storages = [now]
    if now.isDecodedInFiring, case .convolution(let convolution) = program.ops[index].operation {
      storages.append(
        WeightStorage(
          now.encoding, isResident: true, strip: now.strip, isAlone: now.isAlone))
      let longest = Layout.longestDimension / 16 / convolution.geometry.strideRows
      func next(_ strip: Int) -> Int {
        strip < convolution.pool.rows ? convolution.pool.rows : 2 * strip
      }
      var strip = next(now.strip)
      while program.canTakeStrips(index), strip <= min(2 * rows[index], longest) {
        storages.append(WeightStorage(now.encoding, strip: strip, isAlone: now.isAlone))
        strip = next(strip)
      }
    }
    return storages.map {
      StorageChoices.Choice(
        storage: $0, bytes: max(0, arenaBytes(index, $0) - arenaBytes(index, now)),
        instructions: decoding(index, $0))
    }
  }

  /// Spends arena on decoding less often: all that the goals allow, or as little as the slowdown
  /// takes.
  private mutating func decodingSeldom(_ plan: Plan, own: Int) throws(CompileError) -> Plan {
    guard goals.maxArenaBytes != nil || goals.maxFileBytes != nil || goals.aim == .smallest else {
      return try decodingWithinMeans(plan, own: own)
    }
    // With so much, everything stays decoded.
    let most = storage.indices.reduce(0) {
      $0 + arenaBytes($1, WeightStorage(storage[$1].encoding, isResident: true))
    }
    let choices = StorageChoices(
      storage.indices.map(self.choices),
      most: min(most, (goals.maxArenaBytes ?? .max) - plan.arenaBytes))
    let before = storage
    guard let limit = goals.maxArenaBytes else {
      storage = choices.cheapest(instructions: goals.slowdown * instructions)
      return storage == before ? plan : try self.plan(storage)
    }
    var plan = plan
    var room = limit - plan.arenaBytes
    while room > 0 {
      storage = choices.fastest(bytes: room)
      plan = try self.plan(storage)
      // What choices add is an estimate.
      if plan.arenaBytes <= limit { return plan }
      room -= max(plan.arenaBytes - limit, 256)
    }
    storage = before
    return try self.plan(storage)
  }

  /// Where nothing is asked for, decoding takes no more arena than the network itself, and what is
  /// too slow then is not encoded: first the op that decodes longest for each byte that it saves.
  private mutating func decodingWithinMeans(
    _ plan: Plan, own: Int
  ) throws(CompileError) -> Plan {
    let before = storage
    while true {
      let choices = StorageChoices(
        storage.indices.map(self.choices), most: 2 * own - plan.arenaBytes)
      let chosen = choices.cheapest(instructions: goals.slowdown * instructions)
      let overhead = chosen.indices.reduce(0) { $0 + decoding($1, chosen[$1]) }
      guard overhead > goals.slowdown * instructions else {
        storage = chosen
        return storage == before ? plan : try self.plan(storage)
      }
      func price(_ index: Int) -> Double {
        decoding(index, chosen[index]) / Double(max(1, savedBytes(index, chosen[index])))
      }
      guard let slowest = chosen.indices.max(by: { price($0) < price($1) }) else { return plan }
      storage[slowest] = undecoded[slowest]
    }
  }

  /// Lets ops go without decoding while the arena is too large: their scratch may be what is.
  private mutating func decodingLess(within limit: Int, _ plan: Plan) throws(CompileError) -> Plan {
    var plan = plan
    let order = storage.indices.filter { storage[$0].encoding.isDecoded }
      .sorted {
        program.decodedBytes(ofOp: $0, storage[$0]) > program.decodedBytes(ofOp: $1, storage[$1])
      }
    for index in order where plan.arenaBytes > limit {
      storage[index] = self.storage(index, .dense)
      plan = try self.plan(storage)
    }
    guard plan.arenaBytes <= limit else {
      throw .arenaTooLarge(bytes: plan.arenaBytes, limit: limit)
    }
    return plan
  }

  /// Where the file may be larger than it is, and need not be the smallest, what costs most instructions
  /// for a byte is decoded no longer.
  private mutating func withoutNeedlessEncodings(
    _ plan: Plan, _ room: Int?
  ) throws(CompileError) -> Plan {
    guard let limit = goals.maxFileBytes, var room, goals.aim != .smallest else { return plan }
    var plan = plan
    let costs = storage.indices.filter { storage[$0].encoding.isDecoded }
      .map { ($0, savedBytes($0, storage[$0])) }
      .sorted {
        decoding($0.0, storage[$0.0]) * Double($1.1) > decoding($1.0, storage[$1.0]) * Double($0.1)
      }
    // A table that is shared may be counted here more than once.
    for (index, bytes) in costs where bytes <= room + 600 {
      var faster = storage
      faster[index] = undecoded[index]
      let file = try fileBytes(plan, faster)
      guard file <= limit else { continue }
      var next = plan
      next.storage = faster
      if let most = goals.maxArenaBytes {
        next = try self.plan(faster)
        guard next.arenaBytes <= most else { continue }
      }
      (storage, plan, room) = (faster, next, limit - file)
    }
    return goals.maxArenaBytes == nil ? try self.plan(storage) : plan
  }
}
