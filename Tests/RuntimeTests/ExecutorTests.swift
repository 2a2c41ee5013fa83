import Graph
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// What a caller may rely on, whatever the model.
@Suite struct ExecutorTests {
  @Test(arguments: try SampleModel.all())
  func chunkingChangesNothing(_ sample: SampleModel) throws {
    for extraRows in [0, 1, 2, 3, 29, 100] {
      let clips = sample.inputs(extraRows: extraRows)
      let whole = try sample.run(clips)
      for rows in [1, 2, 3, 7, 16] {
        #expect(try sample.run(clips, rows: rows) == whole)
      }
    }
  }

  @Test(arguments: try SampleModel.all())
  func poisonChangesNothing(_ sample: SampleModel) throws {
    let clips = sample.inputs(extraRows: 30)
    let expected = try sample.run(clips)
    for poison: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
      #expect(try sample.run(clips, poison: poison) == expected)
    }
  }

  @Test(arguments: try SampleModel.all())
  func resetForgets(_ sample: SampleModel) throws {
    let clips = sample.inputs(extraRows: 30)
    let others = sample.inputs(extraRows: 50, seed: 6)
    let expected = try sample.run(clips)
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    let first = try sample.stream(clips, into: &executor)
    #expect(first == expected)
    executor.reset()
    let scoresGiven = executor.scoresGiven
    #expect(scoresGiven == 0)
    let second = try sample.stream(clips, into: &executor)
    #expect(second == expected)
    executor.reset()
    // A stream that is given up half way.
    var ignored = Rows()
    var feeder = Feeder(others, rows: 3)
    try feeder.show(&executor)
    for _ in 0..<2 { _ = try feeder.push(&executor, &ignored) }
    executor.reset()
    let third = try sample.stream(clips, into: &executor, rows: 5)
    #expect(third == expected)
  }

  @Test func executorsDoNotDisturbEachOther() throws {
    let samples = try SampleModel.all()
    for (sample, other) in zip(samples, samples.dropFirst() + samples.prefix(1)) {
      let clips = [
        sample.inputs(extraRows: 40), sample.inputs(extraRows: 35, seed: 6),
        other.inputs(extraRows: 50, seed: 7),
      ]
      let bytes = sample.file.span
      let otherBytes = other.file.span
      let model = try Model(bytes)
      let otherModel = try Model(otherBytes)
      var first = [UInt8](repeating: 1, count: model.arenaBytes)
      var second = [UInt8](repeating: 2, count: model.arenaBytes)
      var third = [UInt8](repeating: 3, count: otherModel.arenaBytes)
      var a = try Executor(model, arena: first.mutableSpan)
      var b = try Executor(model, arena: second.mutableSpan)
      var c = try Executor(otherModel, arena: third.mutableSpan)
      var feeders = clips.map { Feeder($0, rows: 4) }
      var seen = [Rows(), Rows(), Rows()]
      try feeders[0].show(&a)
      try feeders[1].show(&b)
      try feeders[2].show(&c)
      var isGoing = true
      while isGoing {
        isGoing = try feeders[0].push(&a, &seen[0])
        isGoing = try feeders[1].push(&b, &seen[1]) || isGoing
        isGoing = try feeders[2].push(&c, &seen[2]) || isGoing
      }
      try a.finish(observer: &seen[0])
      try b.finish(observer: &seen[1])
      try c.finish(observer: &seen[2])
      let results = zip([a.scores, b.scores, c.scores], seen).map { Trace(scores: $0, rows: $1) }
      #expect(try sample.run(clips[0]) == results[0])
      #expect(try sample.run(clips[1]) == results[1])
      #expect(try other.run(clips[2]) == results[2])
    }
  }

  @Test(arguments: try SampleModel.all())
  func leavesTheRestOfTheArenaAlone(_ sample: SampleModel) throws {
    let clips = sample.inputs(extraRows: 30)
    let bytes = sample.file.span
    let model = try Model(bytes)
    let required = Executor.requiredArenaBytes(model)
    var memory = [UInt8](repeating: 0xA5, count: required + 100)
    do {
      var executor = try Executor(model, arena: memory.mutableSpan)
      let result = try sample.stream(clips, into: &executor)
      #expect(try result == sample.run(clips))
    }
    #expect(memory.suffix(100).allSatisfy { $0 == 0xA5 })
  }

  @Test(arguments: try SampleModel.all())
  func observerSeesEveryRowOnce(_ sample: SampleModel) throws {
    for extraRows in [0, 1, 5, 40] {
      let clips = sample.inputs(extraRows: extraRows)
      let rows = try sample.run(clips).rows.rows
      let expected = sample.program.rowCounts(clips)
      for (tensor, count) in expected.enumerated() {
        let seen = rows[tensor] ?? []
        #expect(seen.count == count)
        let bytes = sample.program.rowShape(tensor).elements * sample.program.elementBytes(tensor)
        #expect(seen.allSatisfy { $0.count == bytes })
      }
      for (input, clip) in clips.enumerated() where !sample.program.inputs[input].isInt16 {
        #expect((rows[input] ?? []).flatMap(\.self) == clip.map { UInt8(truncatingIfNeeded: $0) })
      }
      let bytes = sample.program.elementBytes(expected.count - 1)
      let scores = try sample.run(clips).scores.flatMap { score in
        (0..<bytes).map { UInt8(truncatingIfNeeded: score >> (8 * $0)) }
      }
      #expect(rows[expected.count - 1]?.last == scores)
    }
  }

  /// Inputs that meet before an average take turns; how they take them changes nothing.
  @Test func inputsThatMeet() throws {
    let sample = try SampleModel.joined()
    let clips = sample.inputs(extraRows: 25)
    let lockstep = try sample.run(clips, rows: 1)
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var seen = Rows()
    try executor.show(clips[2], input: 2)
    let samples = try executor.push(clips[2], input: 2, observer: &seen)
    #expect(samples == clips[2].count)
    var taken = [0, 0]
    var refusals = 0
    while taken != [clips[0].count, clips[1].count] {
      for input in 0..<2 {
        let rest = Array(clips[input].dropFirst(taken[input]))
        let count = try executor.push(rest, input: input, observer: &seen)
        #expect(count % 2 == 0)
        refusals += count < rest.count ? 1 : 0
        taken[input] += count
      }
    }
    #expect(refusals > 10)
    // A full ring takes nothing and says so.
    try executor.finish(observer: &seen)
    let result = Trace(scores: executor.scores, rows: seen)
    #expect(result == lockstep)
  }

  @Test func fullInputTakesNothing() throws {
    let sample = try SampleModel.joined()
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var taken = [try executor.push([1, 2, 3, 4], input: 0)]
    taken.append(try executor.push([3, 4], input: 0))
    taken.append(try executor.push([5, 6], input: 1))
    taken.append(try executor.push([3, 4], input: 0))
    #expect(taken == [2, 0, 2, 2])
  }

  /// A depthwise convolution that overwrites its input computes what it would in a ring of its own.
  @Test func inPlace() throws {
    let sample = try SampleModel.separable()
    var apart = sample
    var file = ModelFile(sample.file)
    let placement = file.payload(3, Layout.Convolution.placement)
    #expect(file.bytes[placement] == UInt8(Layout.Placement.inPlace))
    let arenaBytes = UInt32(file.arenaBytes)
    file.write(UInt8(0), at: placement)
    file.write(UInt16(0), at: file.tensor(4, Layout.Tensor.firstSlot))
    file.write(arenaBytes, at: file.tensor(4, Layout.Tensor.arenaOffset))
    file.write(arenaBytes + 48, at: Layout.Header.arenaBytes)
    file.seal()
    apart.file = file.bytes
    for extraRows in [0, 1, 90] {
      let clips = sample.inputs(extraRows: extraRows)
      #expect(try sample.run(clips) == apart.run(clips))
    }
  }

  /// 512 rows of 16,384 positions make 2²³; what follows is left out.
  @Test func longestAverage() throws {
    let sample = try SampleModel.wideMean()
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    let silence = [Int8](repeating: 0, count: 16_384)
    let loud = [Int8](repeating: 100, count: 16_384)
    for extraRows in [0, 1, 200] {
      executor.reset()
      for _ in 0..<511 { try executor.push(rows: silence.span) }
      for _ in 0...extraRows { try executor.push(rows: loud.span) }
      try executor.finish()
      // 256 · 100 / 512
      let scores = executor.scores
      #expect(scores == [50])
    }
  }

  /// 2²³ samples decide a clip's amplitude; what follows is left out.
  @Test func longestClip() throws {
    let sample = try SampleModel.audio()
    let clip = sample.inputs(extraRows: 500)[0]
    let quiet = (0..<1 << 16).map { Int16(truncatingIfNeeded: ($0 * 7_919) % 4_001 - 2_000) }
    let loud = (0..<1 << 16).map { $0 % 2 == 0 ? Int16.min : .max }
    func scores(quiet quietBlocks: Int, loud loudBlocks: Int) throws -> Rows {
      let bytes = sample.file.span
      let model = try Model(bytes)
      var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
      var executor = try Executor(model, arena: memory.mutableSpan)
      for _ in 0..<quietBlocks { try executor.observe(quiet.span) }
      for _ in 0..<loudBlocks { try executor.observe(loud.span) }
      var seen = Rows()
      _ = try executor.push(clip, input: 0, observer: &seen)
      try executor.finish(observer: &seen)
      return seen
    }
    let expected = try scores(quiet: 128, loud: 0)
    #expect(try scores(quiet: 128, loud: 3) == expected)
    #expect(try scores(quiet: 127, loud: 1) != expected)
  }
}

extension IntegerProgram {
  /// Rows of every tensor when clips of this length have ended.
  fileprivate func rowCounts(_ clips: [[Int16]]) -> [Int] {
    var counts = zip(inputs, clips).map { $1.count / $0.row.elements }
    for op in ops {
      let rows = op.edges.map { counts[$0.tensor] }.min() ?? 0
      switch op.operation {
      case .convolution(let convolution):
        counts.append(convolution.geometry.outputRows(rows) / convolution.pool.rows)
      case .maxPool(let geometry), .averagePool(let geometry), .windowAverage(let geometry, _):
        counts.append(geometry.outputRows(rows))
      case .globalAverage, .valueAverage, .scaledSum: counts.append(1)
      case .flatten(let rowsPerVector, _): counts.append(rows / rowsPerVector)
      case .add, .subtract, .offset, .multiply, .concat, .lookup, .softmax, .gemmlowpSoftmax,
        .rescale,
        .sigmoid, .interpolatedSoftmax:
        counts.append(rows)
      }
    }
    return counts
  }
}

extension Geometry {
  fileprivate func outputRows(_ rows: Int) -> Int {
    let padded = rows + padBefore + padAfter
    return padded < kernelRows ? 0 : (padded - kernelRows) / strideRows + 1
  }
}
