import ModelFormat
import SampleModels
import StapesRuntime
import Testing

/// One way into each error of the executor, and out of it.
@Suite struct RuntimeErrorTests {
  @Test func arenaTooSmall() throws {
    let sample = try SampleModel.audio()
    let bytes = sample.file.span
    let model = try Model(bytes)
    let required = Executor.requiredArenaBytes(model)
    var memory = [UInt8](repeating: 0xA5, count: required - 1)
    var error: RuntimeError?
    do throws(RuntimeError) {
      _ = try Executor(model, arena: memory.mutableSpan)
    } catch let thrown {
      error = thrown
    }
    #expect(error == .arenaTooSmall(requiredBytes: required, givenBytes: required - 1))
    #expect(memory.allSatisfy { $0 == 0xA5 })
  }

  @Test(arguments: [-1, 3, 255]) func noSuchInput(_ input: Int) throws {
    let expected = RuntimeError.noSuchInput(index: input, count: 3)
    let sample = try SampleModel.joined()
    #expect(error(sample) { try $0.show([1], input: input) } == expected)
    let samples: [Int16] = [1]
    let rows: [Int8] = [1]
    #expect(error(sample) { _ = try $0.push(samples: samples.span, input: input) } == expected)
    #expect(error(sample) { _ = try $0.push(rows: rows.span, input: input) } == expected)
  }

  @Test func wrongElement() throws {
    let sample = try SampleModel.joined()
    let samples: [Int16] = [1, 2]
    let rows: [Int8] = [1, 2]
    let audio = error(sample) { _ = try $0.push(rows: rows.span, input: 2) }
    #expect(audio == .wrongElement(input: 2))
    let features = error(sample) { _ = try $0.push(samples: samples.span, input: 1) }
    #expect(features == .wrongElement(input: 1))
  }

  @Test func partialRow() throws {
    let error = error(try SampleModel.picture()) {
      _ = try $0.push([Int16](repeating: 1, count: 17))
    }
    #expect(error == .partialRow(elements: 17, rowElements: 16))
  }

  @Test func inputTooLong() throws {
    let sample = try SampleModel.sequence()
    let clip = sample.inputs(extraRows: 0)[0]
    let row = Array(clip.prefix(4))
    #expect(error(sample) { _ = try $0.push(clip + row) } == .inputTooLong(rows: 9))
    let expected = try sample.run([clip]).scores
    let late = error(sample) {
      _ = try $0.push(Array(clip.dropLast(4)))
      do throws(RuntimeError) { _ = try $0.push(row + row) } catch {
        #expect(error == .inputTooLong(rows: 9))
      }
      // The refused rows have left no trace.
      _ = try $0.push(Array(clip.suffix(4)))
      try $0.finish()
      let scores = $0.scores
      #expect(scores == expected)
      _ = try $0.push(row)
    }
    #expect(late == .alreadyFinished)
  }

  @Test func inputTooShort() throws {
    let fixed = error(try SampleModel.sequence()) {
      _ = try $0.push([Int16](repeating: 1, count: 8 * 4))
      try $0.finish()
    }
    #expect(fixed == .inputTooShort(input: 0, rows: 8, minimum: 9))
    let free = error(try SampleModel.audio()) {
      try $0.show([1, 2, 3, 4, 5])
      _ = try $0.push([1, 2, 3, 4, 5])
      try $0.finish()
    }
    #expect(free == .inputTooShort(input: 0, rows: 5, minimum: 6))
    let empty = error(try SampleModel.audio()) {
      try $0.show([])
      _ = try $0.push([])
      try $0.finish()
    }
    #expect(empty == .inputTooShort(input: 0, rows: 0, minimum: 6))
    let second = error(try SampleModel.joined()) {
      _ = try $0.push([1, 2], input: 0)
      try $0.finish()
    }
    #expect(second == .inputTooShort(input: 1, rows: 0, minimum: 1))
  }

  /// After an input that ended too early, the rest of it may still come.
  @Test func continuesAfterTooShort() throws {
    let sample = try SampleModel.sequence()
    let clip = sample.inputs(extraRows: 0)[0]
    let expected = try sample.run([clip]).scores
    let error = error(sample) {
      _ = try $0.push(Array(clip.prefix(20)))
      do throws(RuntimeError) { try $0.finish() } catch {
        #expect(error == .inputTooShort(input: 0, rows: 5, minimum: 9))
      }
      _ = try $0.push(Array(clip.dropFirst(20)))
      try $0.finish()
      let scoresGiven = $0.scoresGiven
      #expect(scoresGiven == 1)
      let scores = $0.scores
      #expect(scores == expected)
    }
    #expect(error == nil)
  }

  @Test func clipNotObserved() throws {
    #expect(error(try SampleModel.audio()) { _ = try $0.push([1, 2, 3]) } == .clipNotObserved)
    let afterReset = error(try SampleModel.audio()) {
      try $0.show([1, 2, 3])
      $0.reset()
      _ = try $0.push([1, 2, 3])
    }
    #expect(afterReset == .clipNotObserved)
  }

  @Test func alreadyFinished() throws {
    let sample = try SampleModel.audio()
    let clips = sample.inputs(extraRows: 20)
    let push = error(sample) {
      _ = try Self.finish(sample, clips, &$0)
      _ = try $0.push(clips[0])
    }
    #expect(push == .alreadyFinished)
    let finish = error(sample) {
      _ = try Self.finish(sample, clips, &$0)
      try $0.finish()
    }
    #expect(finish == .alreadyFinished)
    let observe = error(sample) {
      try $0.show(clips[0])
      _ = try $0.push(Array(clips[0].prefix(1)))
      try $0.show(clips[0])
    }
    #expect(observe == .alreadyFinished)
  }

  @Test func stalled() throws {
    // The convolution never sees its six samples at once.
    let push = error(try lowering(ring: 0, to: 5)) {
      try $0.show([1])
      _ = try $0.push([Int16](repeating: 7, count: 12))
    }
    #expect(push == .stalled)
    // Its third row finds no room, but all samples do.
    let finish = error(try lowering(ring: 1, to: 2)) {
      try $0.show([1])
      let taken = try $0.push([Int16](repeating: 7, count: 12))
      #expect(taken == 12)
      try $0.finish()
    }
    #expect(finish == .stalled)
  }

  /// The audio model with a smaller ring.
  private func lowering(ring: Int, to capacity: UInt16) throws -> SampleModel {
    var sample = try SampleModel.audio()
    var file = ModelFile(sample.file)
    file.write(capacity, at: file.tensor(ring, Layout.Tensor.capacity))
    file.seal()
    sample.file = file.bytes
    return sample
  }

  private static func finish(
    _ sample: SampleModel, _ clips: [[Int16]], _ executor: inout Executor
  ) throws(RuntimeError) -> [Int16] {
    try executor.show(clips[0])
    _ = try executor.push(clips[0])
    try executor.finish()
    return executor.scores
  }

  /// What the calls on a fresh executor throw.
  private func error(
    _ sample: SampleModel, _ calls: (inout Executor) throws -> Void
  ) -> RuntimeError? {
    let bytes = sample.file.span
    do {
      let model = try Model(bytes)
      var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
      var executor = try Executor(model, arena: memory.mutableSpan)
      try calls(&executor)
      return nil
    } catch let error as RuntimeError {
      return error
    } catch {
      Issue.record(error)
      return nil
    }
  }
}
