import Compiler
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// Work that is spread over the rows that are pushed.
@Suite struct PaceTests {
  @Test func noRowSetsMoreFreeThanItsCreditAndOneFiring() throws {
    let paced = try SampleModel.paced()
    let clips = paced.inputs(extraRows: 5_000)
    let model = try Model(paced.file.span)
    let written = Pace(reading: model)
    let pace = try #require(written)
    let limit = pace.creditPerRow + (pace.efforts.max() ?? 0)
    let work = try paced.workByRow(clips, pace)
    #expect((work.max() ?? 0) < limit)
    let atOnce = try CompiledModel(paced.program)
    let burst = try SampleModel(program: paced.program, file: atOnce.file).workByRow(clips, pace)
    #expect((burst.max() ?? 0) > limit)
    // What is left for the end of the stream is no more than the rows that may wait bring.
    #expect(burst.reduce(0, +) - work.reduce(0, +) < 10 * limit)
  }

  @Test(arguments: [0, 1, 4, 9, 30])
  func scoresComeNoLater(waitingRows: Int) throws {
    let listening = try SampleModel.listening()
    let file = try CompiledModel(listening.program, waitingRows: waitingRows).file
    let spread = SampleModel(program: listening.program, file: file)
    let samples = listening.inputs(extraRows: 3_000)[0]
    let expected = try listening.scoresByRow(samples)
    let late = try spread.scoresByRow(samples)
    // The last ones may wait for the end of the stream.
    #expect(late.count >= expected.count - waitingRows)
    for (score, (row, expectedRow)) in zip(late, expected).enumerated() {
      #expect(row.scores == expectedRow.scores, "score \(score)")
      #expect((0...waitingRows).contains(row.row - expectedRow.row), "score \(score)")
    }
    #expect(waitingRows < 9 || zip(late, expected).contains { $0.row > $1.row })
  }

  /// The rings that rows wait in are as long as the file's plan says; all at once is no exception.
  @Test func aPushOfAnyLengthIsTaken() throws {
    let paced = try SampleModel.paced()
    let clips = paced.inputs(extraRows: 2_000)
    let expected = try paced.run(clips)
    for rows in [1, 3, 8, 9, 10, 64, 1_000] {
      #expect(try paced.run(clips, rows: rows) == expected)
    }
    #expect(
      try expected.scores
        == SampleModel(program: paced.program, file: CompiledModel(paced.program).file)
        .run(clips).scores)
  }

  /// However an input is cut, a push does what its rows would do one by one.
  @Test(arguments: [try SampleModel.paced(), try SampleModel.slowStart()])
  func cuttingDoesNotChangeTheWork(_ paced: SampleModel) throws {
    let clips = paced.inputs(extraRows: 3_000)
    let model = try Model(paced.file.span)
    let written = Pace(reading: model)
    let pace = try #require(written)
    let single = try paced.workByRow(clips, pace)
    for rows in [2, 7, 40, 160] {
      let cut = try paced.workByRow(clips, pace, rows: rows)
      let sums = stride(from: 0, to: single.count, by: rows).map { first in
        single[first..<min(first + rows, single.count)].reduce(0, +)
      }
      #expect(cut == sums, "\(rows) rows a push")
    }
  }

  /// Ops that read the input side by side would begin chains of rows in the same place.
  @Test func severalReaders() throws {
    let model = try SampleModel.readTwice()
    let clips = model.inputs(extraRows: 400)
    let expected = try SampleModel(
      program: model.program, file: CompiledModel(model.program).file
    ).run(clips)
    for rows in [1, 5, 64] {
      let trace = try model.run(clips, rows: rows)
      #expect(trace.scores == expected.scores)
      let hasSameRows = trace.rows == expected.rows
      #expect(hasSameRows)
    }
  }

  @Test func severalInputs() throws {
    let joined = try SampleModel.joined()
    #expect(throws: CompileError.severalInputsToSpread(3)) {
      try CompiledModel(joined.program, waitingRows: 5)
    }
  }
}

extension SampleModel {
  /// The effort of the ops that fire in each push.
  fileprivate func workByRow(
    _ clips: [[Int16]], _ pace: Pace, rows: Int = 1
  ) throws -> [Int] {
    let bytes = file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var work: [Int] = []
    for first in stride(from: 0, to: clips[0].count, by: rows) {
      var firings = Firings()
      let chunk = clips[0][first..<min(first + rows, clips[0].count)]
      _ = try executor.push(Array(chunk), input: 0, observer: &firings)
      work.append(firings.tensors.reduce(0) { $0 + pace.efforts[$1 - 1] })
    }
    return work
  }

  /// The row behind which each set of scores came, and the scores.
  fileprivate func scoresByRow(_ samples: [Int16]) throws -> [(row: Int, scores: [Int16])] {
    let bytes = file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var rows: [(row: Int, scores: [Int16])] = []
    for (row, sample) in samples.enumerated() {
      let given = executor.scoresGiven
      try executor.push(samples: [sample].span)
      if executor.scoresGiven > given { rows.append((row, executor.scores)) }
    }
    return rows
  }
}

/// The tensors whose ops fired.
private struct Firings: RowObserver {
  var tensors: [Int] = []

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    if tensor > 0 { tensors.append(tensor) }
  }

  mutating func consumed(byTensor tensor: Int) { tensors.append(tensor) }
}
