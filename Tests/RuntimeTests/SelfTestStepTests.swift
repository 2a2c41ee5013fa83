import ModelFormat
import SampleModels
import StapesRuntime
import Testing

/// The self-test in parts.
@Suite struct SelfTestStepTests {
  @Test(arguments: try SampleModel.all())
  func anySteps(_ sample: SampleModel) throws {
    let all = try Self.run(sample.file, steps: 1)
    #expect(all.failed == nil && all.calls > 1)
    for steps: UInt32 in [2, 7, 100] {
      let some = try Self.run(sample.file, steps: steps)
      // The call that finds nothing left is one of its own where the steps come out even.
      #expect(some.failed == nil && some.calls == (all.calls - 1) / Int(steps) + 1)
    }
    #expect(try Self.run(sample.file, steps: .max).calls == 1)
    #expect(try Self.run(sample.file, steps: 0).calls == all.calls)
  }

  /// No call computes more than its steps, and every layer computes in some.
  @Test(arguments: try SampleModel.all())
  func aStepIsOneComputation(_ sample: SampleModel) throws {
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var progress: UInt32 = 0
    var changed: Set<Int> = []
    repeat {
      let before = memory
      var executor = Executor(resuming: model, arena: memory.mutableSpan)
      _ = try executor.selfTest(steps: 1, &progress)
      guard progress > 1 else { continue }
      let place = model.selfTest?.offset ?? 0
      let sums = Int(model.bytes.int32(at: place + Layout.SelfTest.memory))
      let given = (0..<model.opCount).filter { op in
        let place = sums + op * 4..<sums + op * 4 + 4
        return memory[place] != before[place]
      }
      #expect(given.count <= 1)
      changed.formUnion(given)
    } while progress > 0
    // The first step clears the checksums: what it adds is not told apart.
    #expect(changed.union([0]) == Set(0..<model.opCount))
  }

  /// What is pushed in between breaks the test off; nothing worse.
  @Test func aPushInBetween() throws {
    let sample = try SampleModel.separable()
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var progress: UInt32 = 0
    _ = try executor.selfTest(steps: 3, &progress)
    #expect(progress == 3)
    for rows in sample.inputs(extraRows: 0) { _ = try? executor.push(rows) }
    while progress > 0 { _ = try executor.selfTest(steps: 1, &progress) }
    let verdict = try executor.selfTest(steps: .max, &progress)
    #expect(verdict == nil)
  }

  private static func run(_ file: [UInt8], steps: UInt32) throws -> (calls: Int, failed: Int?) {
    let bytes = file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var (calls, failed): (Int, Int?) = (0, nil)
    var progress: UInt32 = 0
    repeat {
      failed = try executor.selfTest(steps: steps, &progress)
      calls += 1
    } while progress > 0
    return (calls, failed)
  }
}
