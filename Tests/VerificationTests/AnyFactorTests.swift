import Program
import Reference
import SampleModels
import Testing

/// A file may have any factor: the oracle computes something with it, and does not trap.
@Suite struct AnyFactorTests {
  @Test(arguments: [false, true], [-128, -64, -63, -31, 31, 62, 63, 64, 127])
  func anyShift(roundsTwice: Bool, shift: Int) throws {
    let sample = try SampleModel.differences()
    let values = ProgramValues(sample.inputs(extraRows: 0))
    for q31 in [Int32.min, -1, 1, 1 << 30, .max] {
      var program = sample.program
      program.rules.rounding = roundsTwice ? .tflm : .single
      let factor = ScaleFactor(q31: q31, shift: shift)
      for index in program.ops.indices {
        for edge in program.ops[index].edges.indices {
          program.ops[index].edges[edge].factor = factor
        }
        if case .subtract = program.ops[index].operation {
          program.ops[index].operation = .subtract(factor)
        }
      }
      let tensors = WholeClip(program).tensors(values)
      #expect(tensors.count == program.tensorCount)
    }
  }
}
