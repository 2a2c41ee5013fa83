import Compiler
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// What a file says of how it listens is what happens.
@Suite struct ListeningTests {
  @Test func hopAndWarmUp() throws {
    for model in [try SampleModel.listening(), try Self.inStrips()] {
      let rows = try Self.scoreRows(model)
      let listening = try Description(model)
      #expect(rows[0] == listening.warmUpRows)
      let hops = zip(rows, rows.dropFirst()).map { $1 - $0 }
      #expect(hops.allSatisfy { $0 == listening.hopRows })
      #expect(listening.delayRows == 0)
    }
  }

  /// Padding in front takes no rows, so that the first window is longer than the warm-up.
  @Test func window() throws {
    let model = try SampleModel.listening()
    let listening = try Description(model)
    // A pool over two rows of a kernel of five with a stride of two, and three of these, four times.
    #expect(listening.windowRows == ((4 + 3 - 1) * 2 - 1) * 2 + 5)
    #expect(listening.hopRows == 2 * 2 * 2)
    #expect(listening.warmUpRows < listening.windowRows)
  }

  @Test(arguments: [1, 9, 30]) func delay(_ waitingRows: Int) throws {
    let model = try SampleModel.listening()
    let file = try CompiledModel(model.program, waitingRows: waitingRows).file
    let spread = SampleModel(program: model.program, file: file)
    let listening = try Description(spread)
    #expect(listening.delayRows == waitingRows)
    for (late, row) in zip(try Self.scoreRows(spread), try Self.scoreRows(model)) {
      #expect((row...row + listening.delayRows).contains(late))
    }
  }

  @Test func clips() throws {
    let listening = try Description(.audio())
    #expect(!listening.isContinuous)
    #expect(listening.hopRows == 0 && listening.warmUpRows == 0)
  }

  @Test func aSectionOfAnotherLength() throws {
    var model = try SampleModel.listening()
    var image = ModelFile(model.file)
    image.write(UInt32(12), at: image.entry(.listening) + Layout.Directory.byteCount)
    image.seal()
    model.file = image.bytes
    let listening = try Description(model)
    #expect(listening.isContinuous && listening.hopRows == 0)
  }

  /// Rows come several at once where weights are decoded strip by strip.
  private static func inStrips() throws -> SampleModel {
    let program = try SampleModel.listening().program
    let storage = program.fusingPools().ops.map {
      WeightStorage($0.name == "conv" ? .entropy : .dense, strip: $0.name == "conv" ? 4 : 1)
    }
    let compiled = try CompiledModel(program, storage: storage)
    return SampleModel(program: compiled.program, file: compiled.file)
  }

  /// How many rows were pushed when each set of scores came.
  private static func scoreRows(_ sample: SampleModel) throws -> [Int] {
    let bytes = sample.file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: 0xA5, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    var rows: [Int] = []
    for (row, value) in sample.inputs(extraRows: 500)[0].enumerated() {
      let given = executor.scoresGiven
      try executor.push(samples: [value].span)
      if executor.scoresGiven != given { rows.append(row + 1) }
    }
    return rows
  }
}

private struct Description {
  var isContinuous: Bool
  var hopRows: Int
  var windowRows: Int
  var warmUpRows: Int
  var delayRows: Int

  init(_ sample: SampleModel) throws {
    let model = try Model(sample.file.span)
    isContinuous = model.isContinuous
    hopRows = Int(model.listening(Layout.Listening.hopRows))
    windowRows = Int(model.listening(Layout.Listening.windowRows))
    warmUpRows = Int(model.listening(Layout.Listening.warmUpRows))
    delayRows = Int(model.listening(Layout.Listening.delayRows))
  }
}
