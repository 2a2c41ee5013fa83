import ModelFormat
import Runtime
import SampleModels
import Testing

/// One way into each error of the executor.
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
}
