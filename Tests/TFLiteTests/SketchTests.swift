import Compiler
import FixedPoint
import Program
import Reference
import SampleModels
import TFLite
import Testing
import Verification

/// Small models of every op: what is imported runs as wide integers say.
@Suite struct SketchTests {
  @Test(arguments: TFLiteSketch.all.map(\.name), [Rounding.tflm, .single])
  func everyTensor(_ name: String, _ rounding: Rounding) throws {
    let file = try #require(TFLiteSketch.all.first { $0.name == name }).file
    let program = try TFLiteModel(file).program(rounding: rounding)
    try program.check()
    let model = try CompiledModel(program, simplified: true, goals: .dense)
    let inputs = (0..<3).map { seed in
      ProgramValues(
        program.inputs.map { input in
          (0..<(input.fixedRows ?? 0) * input.row.elements).map {
            Int16(truncatingIfNeeded: ($0 * 37 + seed * 11) % 251 - 125)
          }
        })
    }
    let subject = VerificationSubject(file: model.file, program: model.program)
    let report = try subject.verify(inputs, chunkings: [.whole, .pieces(3)])
    #expect(report.finding == nil)
    #expect(report.comparedValues > 0)
  }
}
