import Compiler
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// The worst push that a report names is that of a long stream in the runtime, to the MAC.
@Suite struct WorstPushTests {
  /// Hops that are a multiple of a push, hops that are none, and hops that are longer than a second.
  @Test(arguments: [
    AverageWindow(rows: 1, hop: 1), AverageWindow(rows: 50, hop: 20),
    AverageWindow(rows: 7, hop: 11), AverageWindow(rows: 900, hop: 700),
  ])
  func continuous(_ window: AverageWindow) throws {
    let program = try SampleModel.paced().program.continuous(window)
    for waitingRows in [nil, 9, 200] {
      try check(CompiledModel(program, waitingRows: waitingRows))
    }
  }

  /// Rows of a deep layer that are no whole number of pushes apart.
  @Test(arguments: [nil, 30]) func clips(waitingRows: Int?) throws {
    let program = try SampleModel.slowStart().program
    try check(CompiledModel(program, waitingRows: waitingRows))
  }

  /// What comes together later than in a second counts; what comes at the end of the stream does not.
  @Test(arguments: [try SampleModel.rareCoincidence(), try SampleModel.paddedEnd()])
  func seldomAndAtTheEnd(_ sample: SampleModel) throws {
    try check(CompiledModel(sample.program))
  }

  private func check(_ compiled: CompiledModel) throws {
    let cost = compiled.cost
    #expect(try cost == CostReport(Model(compiled.file.span)))
    let macs = try SampleModel(program: compiled.program, file: compiled.file)
      .macsByPush(rows: cost.rowsPerPush, seconds: 5)
    #expect(cost.worstPushMACs == macs.max())
  }

  /// A report of a model that is at hand is that of its file, whatever its inputs are.
  @Test func theFileSaysTheSame() throws {
    for sample in try SampleModel.all() {
      let compiled = try CompiledModel(sample.program)
      let cost = compiled.cost
      #expect(try cost == CostReport(Model(compiled.file.span)), "\(sample)")
      #expect(cost.worstPushMACs <= cost.macs, "\(sample)")
    }
  }

  /// Inputs of a fixed length have no more pushes than rows; every row of a picture is one.
  @Test func fixedRows() throws {
    let compiled = try CompiledModel(SampleModel.picture().program)
    let cost = compiled.cost
    #expect(cost.rowsPerPush == 1)
    #expect(cost.worstPushMACs > 0 && cost.worstPushMACs < cost.macs)
    #expect(cost.worstPushInstructions + cost.finishInstructions < cost.instructions)
  }
}

extension SampleModel {
  /// The MACs of each push of so many rows.
  fileprivate func macsByPush(rows: Int, seconds: Int) throws -> [Int] {
    let model = try Model(file.span)
    var memory = [UInt8](repeating: 0, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    let each = program.ops.map { op in
      if case .convolution(let convolution) = op.operation {
        op.row.width * convolution.pool.across * convolution.weights.count
      } else {
        0
      }
    }
    let samples = [Int16](repeating: 0, count: rows)
    return try (0..<seconds * 100).map { _ in
      var work = MACs(each: each)
      _ = try executor.push(samples: samples.span, input: 0, observer: &work)
      return work.sum
    }
  }
}

/// Without strips, an op that fires computes one row, which completes one of its output or does not.
private struct MACs: RowObserver {
  let each: [Int]
  var sum = 0

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    if tensor > 0 { sum += each[tensor - 1] }
  }

  mutating func consumed(byTensor tensor: Int) { sum += each[tensor - 1] }
}
