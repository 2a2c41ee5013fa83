import Compiler
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// Rows that were lost.
///
/// The oracle is the same network without standardisation, fed with the standardised samples of a stream
/// without the gap, and with silence in its place, or nothing in front of it.
@Suite struct GapTests {
  private let model: SampleModel
  private let samples: [Int16]
  private let standardised: [Int16]

  init() throws {
    model = try SampleModel.listening()
    samples = model.inputs(extraRows: 2_000)[0]
    standardised = try model.standardised(samples)
  }

  private var minimumRows: Int { model.program.inputs[0].minimumRows }

  @Test func aShortGapIsSilence() throws {
    for gap in [0, 1, 2, 5, minimumRows - 1] {
      for place in [0, 1, 40, 700] {
        let pushed = try model.scores(
          [.push(samples.prefix(place)), .gap(gap), .push(samples.suffix(from: place))])
        let expected = try model.withFixedAmplitude().scores(
          [
            .push(standardised.prefix(place)), .silence(gap),
            .push(standardised.suffix(from: place)),
          ])
        #expect(pushed == expected, "\(gap) rows after \(place)")
      }
    }
  }

  /// It starts a stream anew, with the amplitude that it had.
  @Test func aLongGap() throws {
    for gap in [minimumRows, minimumRows + 1, .max] {
      for place in [0, 1, 40, 700] {
        let pushed = try model.scores(
          [.push(samples.prefix(place)), .gap(gap), .push(samples.suffix(from: place))])
        let fixed = try model.withFixedAmplitude()
        let expected =
          try fixed.scores([.push(standardised.prefix(place))])
          + fixed.scores([.push(standardised.suffix(from: place))])
        #expect(pushed == expected, "\(gap) rows after \(place)")
      }
    }
  }

  /// Work that waits is not lost with a short gap, and is with a long one.
  @Test func spreadWork() throws {
    let file = try CompiledModel(model.program, waitingRows: 9).file
    let spread = SampleModel(program: model.program, file: file)
    for gap in [1, 5, minimumRows - 1, .max] {
      let steps: [Step] = [
        .push(samples.prefix(900)), .gap(gap), .push(samples.suffix(from: 900)), .finish,
      ]
      #expect(try spread.scores(steps).last == model.scores(steps).last)
    }
  }

  /// What was given stays: the last scores and their number, which goes on.
  @Test func whatWasGivenStays() throws {
    let bytes = model.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    let sound = Array(samples.prefix(900))
    try executor.push(samples: sound.span)
    let (given, scores) = (executor.scoresGiven, executor.scores)
    try executor.gap(rows: .max)
    let (stillGiven, stillScores) = (executor.scoresGiven, executor.scores)
    #expect(given > 0 && stillGiven == given && stillScores == scores)
    let warmUp = Int(model.listening(Layout.Listening.warmUpRows))
    let (almost, last) = (Array(samples.prefix(warmUp - 1)), [samples[warmUp - 1]])
    try executor.push(samples: almost.span)
    let before = executor.scoresGiven
    try executor.push(samples: last.span)
    let after = executor.scoresGiven
    #expect(before == given && after == given + 1)
  }

  @Test(arguments: try SampleModel.all())
  func whoTakesGaps(_ sample: SampleModel) throws {
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    let isContinuous = model.isContinuous
    do throws(RuntimeError) {
      for rows in [0, 1, .max] { try executor.gap(rows: rows) }
      #expect(isContinuous)
    } catch {
      #expect(!isContinuous && error == .notContinuous)
    }
  }

  @Test func afterTheEnd() throws {
    let bytes = model.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    try executor.push(samples: samples.span)
    try executor.finish()
    for rows in [1, Int.max] {
      do throws(RuntimeError) {
        try executor.gap(rows: rows)
        Issue.record("a finished stream has no gaps")
      } catch {
        #expect(error == .alreadyFinished)
      }
    }
  }
}

/// What happens to a stream.
private enum Step {
  case push(ArraySlice<Int16>)
  case gap(Int)
  /// As many zeros, at once.
  case silence(Int)
  case finish
}

extension SampleModel {
  /// The scores that a stream gives, one set after the other; of a gap, of silence and of the end the
  /// last set.
  fileprivate func scores(_ steps: [Step]) throws -> [[Int16]] {
    let bytes = file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var scores: [[Int16]] = []
    var given = 0
    for step in steps {
      var samples: ArraySlice<Int16> = []
      switch step {
      case .push(let sound): samples = sound
      case .gap(let rows): try executor.gap(rows: rows)
      case .silence(let rows):
        let silence = [Int16](repeating: 0, count: rows)
        try executor.push(samples: silence.span)
      case .finish: try executor.finish()
      }
      if executor.scoresGiven != given { scores.append(executor.scores) }
      given = executor.scoresGiven
      for sample in samples {
        try executor.push(samples: [sample].span)
        if executor.scoresGiven != given { scores.append(executor.scores) }
        given = executor.scoresGiven
      }
    }
    return scores
  }

  /// The samples as they enter the first layer.
  fileprivate func standardised(_ samples: [Int16]) throws -> [Int16] {
    let bytes = file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var seen = Rows()
    _ = try executor.push(samples, input: 0, observer: &seen)
    return (seen.rows[0] ?? []).map { Int16(bitPattern: UInt16($0[0]) | UInt16($0[1]) << 8) }
  }

  /// The same network over samples that are standardised already.
  fileprivate func withFixedAmplitude() throws -> SampleModel {
    var sample = self
    var image = ModelFile(file)
    for (field, bytes) in [
      (Layout.Input.standardisation, 1), (Layout.Input.minimumDeviation, 4),
      (Layout.Input.initialDeviation, 4), (Layout.Input.memory, 4),
    ] {
      for byte in 0..<bytes { image.write(UInt8(0), at: image.input(0, field) + byte) }
    }
    image.seal()
    sample.file = image.bytes
    return sample
  }
}
