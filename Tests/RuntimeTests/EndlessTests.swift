import Compiler
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// Streams that go on for longer than any test can wait.
@Suite struct EndlessTests {
  /// Numbers of rows near 2³¹ are set in the arena; the scores behind them are those of a young stream.
  @Test(arguments: [try SampleModel.listening(), try SampleModel.spreadListening()])
  func pastTheLastNumber(_ sample: SampleModel) throws {
    let samples = sample.inputs(extraRows: 4_000)[0]
    let (first, rest) = (Array(samples.prefix(1_000)), samples.dropFirst(1_000))
    let bytes = sample.file.span
    let model = try Model(bytes)
    var young = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    do {
      var executor = try Executor(model, arena: young.mutableSpan)
      try executor.push(samples: first.span)
    }
    var old = young
    for tensor in 0..<model.tensorCount {
      let place = tensor * Layout.State.tensorBytes + Layout.State.rows
      withUnsafeBytes(of: (Int32.max - 2).littleEndian) { value in
        for (index, byte) in value.enumerated() { old[place + index] = byte }
      }
    }
    var expected = Executor(resuming: model, arena: young.mutableSpan)
    var executor = Executor(resuming: model, arena: old.mutableSpan)
    var sets = 0
    for sample in rest {
      let (given, expectedGiven) = (executor.scoresGiven, expected.scoresGiven)
      try executor.push(samples: [sample].span)
      try expected.push(samples: [sample].span)
      let isNew = executor.scoresGiven != given
      let isExpected = expected.scoresGiven != expectedGiven
      #expect(isNew == isExpected)
      guard isNew else { continue }
      sets += 1
      let (scores, expectedScores, number) = (
        executor.scores, expected.scores, executor.scoresGiven
      )
      #expect(scores == expectedScores)
      #expect(number == (sets <= 2 ? Int(Int32.max) - 2 + sets : (1 << 30) + sets - 3))
    }
    #expect(sets > 10)
    try executor.finish()
    try expected.finish()
    let (scores, expectedScores) = (executor.scores, expected.scores)
    #expect(scores == expectedScores)
  }
}

extension SampleModel {
  fileprivate static func spreadListening() throws -> SampleModel {
    let model = try listening()
    return SampleModel(
      program: model.program, file: try CompiledModel(model.program, waitingRows: 9).file)
  }
}
