import Compiler
import Foundation
import Graph
import ModelFormat
import Program
import Testing

/// How weights are stored, and what decides it.
@Suite struct StorageTests {
  /// Two wide convolutions over rows and a small one; the wide ones pruned to a share of weights.
  private func graph(keeping share: Double = 0.4) throws -> FloatGraph {
    try pruned(wide, keeping: share)
  }

  private var wide: Network {
    network(
      [
        layer("first", convolution(64, 5, padding: 2), "rows"), layer("relu", .relu, "first"),
        layer("second", convolution(64, 3), "relu"), layer("mean", .globalAveragePool, "second"),
        layer("fc", .fullyConnected(outputs: 4), "mean"),
      ], channels: 16)
  }

  private func pruned(_ network: Network, keeping share: Double) throws -> FloatGraph {
    var parameters = try Parameters.seeded(for: network, seed: 3)
    for name in ["first.weight", "second.weight"] {
      let tensor = try #require(parameters[name])
      let limit = tensor.values.map(abs).sorted()[Int(Double(tensor.values.count) * (1 - share))]
      parameters[name] = Tensor(
        shape: tensor.shape, values: tensor.values.map { abs($0) < limit ? 0 : $0 })
    }
    return try FloatGraph(lowering: network, parameters)
  }

  private func program(keeping share: Double = 0.4, grid: Int = 31) throws -> IntegerProgram {
    let graph = try graph(keeping: share)
    return try Quantiser(
      graph, graph.calibrated(.fixed), .fixed, grid: WeightGrid(largest: grid)
    ).program()
  }

  private func stored(_ program: IntegerProgram, _ encoding: WeightEncoding) throws -> FileReport {
    let compiled = try CompiledModel(
      program,
      storage: program.ops.map { op in
        if case .convolution = op.operation { WeightStorage(encoding) } else { WeightStorage() }
      })
    let bytes = compiled.file.span
    let model = try Model(bytes)
    #expect(IntegerProgram(reading: model) == compiled.program)
    return FileReport(model)
  }

  @Test(arguments: [WeightEncoding.dense, .packed, .bitmap, .entropy, .sparse])
  func everyEncodingIsReadBack(encoding: WeightEncoding) throws {
    for (share, grid) in [(1, 127), (0.4, 31), (0.05, 1)] {
      _ = try stored(program(keeping: share, grid: grid), encoding)
    }
  }

  @Test func bytesAreThoseOfTheDefinition() throws {
    let program = try program()
    let weights = try program.convolution(at: 0).weights
    let channels = 4 * 64
    #expect(try stored(program, .dense).ops[0].bytes == weights.count + channels)
    #expect(try stored(program, .packed).ops[0].bytes == 1 + weights.count * 6 / 8 + channels)
    let values = weights.count { $0 != 0 }
    #expect(
      try stored(program, .bitmap).ops[0].bytes
        == 1 + weights.count / 8 + (values * 6 + 7) / 8 + channels)
    // No zeros stand between two of these weights that a step would not pass.
    #expect(try stored(program, .sparse).ops[0].bytes == 2 * 64 + 2 * values + channels)
  }

  /// Range coding comes within two parts in a hundred of what the frequencies say, tables apart.
  @Test func entropyCodingReachesTheEntropy() throws {
    let program = try program()
    for op in [0, 1] {
      let weights = try program.convolution(at: op).weights
      var counts: [Int8: Int] = [:]
      for weight in weights { counts[weight, default: 0] += 1 }
      let bits = counts.values.reduce(0.0) {
        $0 - Double($1) * log2(Double($1) / Double(weights.count))
      }
      let bytes = try stored(program, .entropy).ops[op].bytes - 4 * 64 - 8
      #expect(Double(bytes) <= bits / 8 * 1.02 + 2)
      #expect(Double(bytes) >= bits / 8 * 0.999)
    }
  }

  @Test func survivorsOfPruningStayApartFromZero() throws {
    let graph = try graph()
    let program = try program(grid: 7)
    guard case .convolution(let float) = graph.ops[0].operation else {
      Issue.record("\(graph.ops[0].name) is no convolution")
      return
    }
    let weights = try program.convolution(at: 0).weights
    #expect(zip(weights, float.weights).allSatisfy { ($0 == 0) == ($1 == 0) })
    #expect(weights.contains { abs($0) == 7 } && weights.allSatisfy { abs($0) <= 7 })
    // Without pruning, what is nearer to zero becomes zero.
    #expect(try self.program(keeping: 1, grid: 7).convolution(at: 0).weights.contains(0))
  }

  private func compiled(_ goals: StorageGoals) throws -> CompiledModel {
    try CompiledModel(program(), goals: goals)
  }

  @Test func aFileIsEncodedAsFarAsItHasTo() throws {
    let dense = try compiled(.dense)
    var goals = StorageGoals.all
    goals.maxArenaBytes = 100_000
    let smallest = try compiled(goals)
    #expect(smallest.file.count < dense.file.count * 6 / 10)
    #expect(dense.plan.storage.allSatisfy { $0.encoding == .dense })
    goals.maxArenaBytes = nil
    goals.maxFileBytes = dense.file.count
    #expect(try compiled(goals).plan.storage.allSatisfy { $0.encoding == .dense })
    goals.maxFileBytes = dense.file.count - 100
    let between = try compiled(goals)
    #expect(between.file.count <= dense.file.count - 100)
    #expect(between.plan.storage.count { $0.encoding != .dense } == 1)
    // As small as it gets, where every saving counts.
    goals.maxFileBytes = 1
    var least = 0
    do {
      _ = try compiled(goals)
    } catch CompileError.fileTooLarge(let bytes, limit: 1) {
      least = bytes
    }
    #expect(least > 0 && least <= smallest.file.count)
    goals.maxFileBytes = least
    #expect(try compiled(goals).file.count == least)
  }

  /// No other wish gives a smaller file than that for the smallest.
  @Test func theSmallestFileIsTheSmallest() throws {
    for (share, grid) in [(1.0, 127), (1.0, 63), (0.4, 31), (0.05, 1)] {
      let program = try program(keeping: share, grid: grid)
      func bytes(_ goals: StorageGoals) throws -> Int {
        try CompiledModel(program, goals: goals).file.count
      }
      var others = [StorageGoals.all, .dense]
      for encoding in [WeightEncoding.packed, .bitmap, .entropy] {
        others.append(StorageGoals(encodings: [encoding], slowdown: 100))
        others.append(StorageGoals(encodings: [encoding], aim: .smallest))
      }
      let smallest = try bytes(StorageGoals(encodings: StorageGoals.all.encodings, aim: .smallest))
      for other in others { #expect(try bytes(other) >= smallest, "\(other)") }
      var goals = StorageGoals.all
      goals.maxFileBytes = smallest
      #expect(try bytes(goals) == smallest)
      goals.maxFileBytes = smallest - 1
      #expect(throws: CompileError.fileTooLarge(bytes: smallest, limit: smallest - 1)) {
        try bytes(goals)
      }
      // A limit that is far does not change what was asked for.
      goals = StorageGoals(encodings: goals.encodings, aim: .smallest, maxFileBytes: 1 << 20)
      #expect(try bytes(goals) == smallest)
    }
  }

  /// Layers too small for a table of their own share one.
  @Test func smallLayersShareATable() throws {
    let names = (0..<8).map { "fc\($0)" }
    let network = network(
      [layer("mean", .globalAveragePool, "rows")]
        + zip(names, ["mean"] + names).map { name, before in
          layer(name, .fullyConnected(outputs: 16), before)
        }, channels: 16)
    let graph = try network.lowered(seed: 3)
    let program = try Quantiser(
      graph, graph.calibrated(.fixed), .fixed, grid: WeightGrid(largest: 20)
    ).program()
    let files = try [[.packed], [.packed, .entropy]].map { encodings in
      try CompiledModel(program, goals: StorageGoals(encodings: encodings, aim: .smallest))
    }
    #expect(files[0].plan.storage.contains { $0.encoding == .packed })
    #expect(files[1].plan.storage.count { $0.encoding == .entropy } > 4)
    #expect(files[1].file.count < files[0].file.count)
  }

  @Test func whatSavesLittleStaysDense() throws {
    let program = try program(keeping: 1, grid: 63)
    #expect(
      try CompiledModel(program, goals: .all).plan.storage.allSatisfy { $0.encoding == .dense })
    var goals = StorageGoals.all
    goals.maxFileBytes = try CompiledModel(program, goals: .dense).file.count - 200
    let encoded = try CompiledModel(program, goals: goals).plan.storage
    #expect(encoded.contains { $0.encoding != .dense })
  }

  @Test func theArenaIsUsedAsFarAsItGoes() throws {
    let dense = try compiled(.dense)
    var goals = StorageGoals.all
    var last: (arena: Int, instructions: Int)?
    for room in [2_000, 6_000, 12_000, 100_000] {
      goals.maxArenaBytes = dense.plan.arenaBytes + room
      let model = try compiled(goals)
      let cost = model.cost
      #expect(model.plan.arenaBytes <= dense.plan.arenaBytes + room)
      if let last { #expect(cost.instructions <= last.instructions) }
      last = (model.plan.arenaBytes, cost.instructions)
    }
    // With all the room there is, decoding is done once.
    let plain = dense.cost.instructions
    #expect(try #require(last).instructions <= plain * 101 / 100)
    // With as little as there is, rows do not wait for each other.
    let smallest = try CompiledModel(program()).plan.arenaBytes
    #expect(smallest <= dense.plan.arenaBytes)
    goals.maxArenaBytes = smallest - 1
    #expect(throws: CompileError.arenaTooLarge(bytes: smallest, limit: smallest - 1)) {
      try compiled(goals)
    }
  }

  /// Two convolutions of sound, pruned to a share of weights.
  private func soundProgram(keeping share: Double) throws -> IntegerProgram {
    let network = Network(
      name: "sound", inputs: [Input(name: "clip", kind: .waveform(rate: 16_000))],
      layers: [
        layer("first", .convolution1D(Convolution1D(channels: 64, kernel: 8, stride: 8)), "clip"),
        layer("relu", .relu, "first"), layer("second", convolution(64, 5), "relu"),
        layer("mean", .globalAveragePool, "second"),
        layer("fc", .fullyConnected(outputs: 4), "mean"),
      ])
    let graph = try pruned(network, keeping: share)
    return try Quantiser(graph, graph.calibrated(.fixed), .fixed).program()
  }

  /// Zeros are left out where that is faster on the target and takes no more of the file.
  @Test func sparseWhereItIsFaster() throws {
    var goals = StorageGoals(encodings: [.sparse])
    for (share, target, isSparse) in [
      (0.3, DeviceTarget.cortexM4, true), (0.3, .rv32imac, true), (0.3, .cortexM55, false),
      (0.7, .cortexM4, false),
    ] {
      let program = try soundProgram(keeping: share)
      goals.target = target
      let model = try CompiledModel(program, goals: goals)
      let dense = try CompiledModel(program, goals: .dense)
      #expect((model.plan.storage[1].encoding == .sparse) == isSparse, "\(share), \(target)")
      guard isSparse else { continue }
      #expect(model.cost(on: target).instructions < dense.cost(on: target).instructions)
      #expect(model.file.count < dense.file.count)
    }
    // Where a budget leaves no arena for windows, weights stay dense.
    goals.target = .cortexM4
    goals.maxArenaBytes = try CompiledModel(
      soundProgram(keeping: 0.3), storage: nil
    ).plan.arenaBytes
    let narrow = try CompiledModel(soundProgram(keeping: 0.3), goals: goals)
    #expect(narrow.plan.arenaBytes <= goals.maxArenaBytes ?? 0)
    #expect(narrow.plan.storage.allSatisfy { $0.encoding == .dense })
  }

  @Test func decodingTakesTheUsualShareAtMost() throws {
    let dense = try compiled(.dense)
    let smallest = try compiled(.all)
    let plain = dense.cost.instructions
    let decoding = smallest.cost.instructions
    #expect(decoding <= plain * 116 / 100)
  }

  /// Vectors through wide layers, as autoencoders have them: each weight is used once, so decoding it
  /// is only worth it where it stays in RAM, which nobody has asked for.
  @Test func decodedWeightsTakeNoMoreThanTheNetwork() throws {
    let network = network(
      [
        layer("mean", .globalAveragePool, "rows"),
        layer("wide", .fullyConnected(outputs: 256), "mean"),
        layer("narrow", .fullyConnected(outputs: 32), "wide"),
        layer("back", .fullyConnected(outputs: 256), "narrow"),
      ], channels: 256)
    let graph = try network.lowered(seed: 3)
    let program = try Quantiser(
      graph, graph.calibrated(.fixed), .fixed, grid: WeightGrid(largest: 7)
    ).program()
    let dense = try CompiledModel(program, goals: .dense)
    let standard = try CompiledModel(program, goals: .all)
    #expect(standard.plan.arenaBytes <= 2 * dense.plan.arenaBytes)
    let instructions = [dense, standard].map(\.cost.instructions)
    #expect(instructions[1] <= instructions[0] * 118 / 100)
    // Where a file has to fit, RAM is what it takes.
    var goals = StorageGoals.all
    goals.maxFileBytes = dense.file.count * 7 / 10
    #expect(try CompiledModel(program, goals: goals).file.count <= dense.file.count * 7 / 10)
  }
}
