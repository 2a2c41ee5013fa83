import Compiler
import Program
import SampleModels
import Testing

/// One check says what a file cannot hold, whoever made the program: the layer and the numbers.
@Suite struct ProgramCheckTests {
  @Test("what is compiled passes") func samples() throws {
    for sample in try SampleModel.all() { try sample.program.check() }
  }

  private static let wrong: [(String, @Sendable (inout IntegerProgram) -> Void)] = [
    ("imported: the number of layers is 0; it can be 1 to 8,192", { $0.ops = [] }),
    (
      "left: the kernel's length is 20,000; it can be 1 to 16,384",
      { $0.ops[0].changeConvolution { $0.geometry.kernelRows = 20_000 } }
    ),
    (
      "left: the stride along rows is 0; it can be 1 to 16,384",
      { $0.ops[0].changeConvolution { $0.geometry.strideRows = 0 } }
    ),
    (
      "left: the padding in front of or behind the rows is 3; it can be 0 to 2",
      { $0.ops[0].changeConvolution { $0.geometry.padBefore = 3 } }
    ),
    (
      "left: the number of weights is 71; it must be 72",
      { $0.ops[0].changeConvolution { $0.weights.removeLast() } }
    ),
    (
      "left: the number of factors is 5; it must be 6",
      { $0.ops[0].changeConvolution { $0.factors.removeLast() } }
    ),
    ("left: 5 groups do not divide 4 channels", { $0.ops[0].changeConvolution { $0.groups = 5 } }),
    (
      "right: the number of a tensor is 9; it can be 0 to 1",
      { $0.ops[1].edges[0].tensor = 9 }
    ),
    (
      "product: the number of channels is 7; it must be 6", { $0.ops[2].row.channels = 7 }
    ),
    ("product: the width of a row is 2; it must be 1", { $0.ops[2].row.width = 2 }),
    ("product: the number of inputs is 1; it can be 2 to 2", { $0.ops[2].edges.removeLast() }),
    (
      "imported: the number of bytes of label 1 is 65,536; it can be 0 to 65,535",
      { $0.labels = [String(repeating: "a", count: 65_536)] }
    ),
    (
      "imported: the number of labels is 65,536; it can be 0 to 65,535",
      { $0.labels = [String](repeating: "a", count: 65_536) }
    ),
    (
      "rows: gives no row for 5 rows of input",
      { ($0.inputs[0].fixedRows, $0.inputs[0].form.minimumRows) = (5, 5) }
    ),
  ]

  @Test("what is wrong is named", arguments: wrong.indices) func named(_ index: Int) throws {
    let (message, change) = Self.wrong[index]
    var program = try SampleModel.imported().program
    change(&program)
    #expect {
      try CompiledModel(program)
    } throws: { error in
      guard case .program(let problem) = error as? CompileError else { return false }
      #expect("\(problem)" == message)
      return true
    }
  }
}

extension IntegerProgram.Op {
  fileprivate mutating func changeConvolution(_ body: (inout IntegerConvolution) -> Void) {
    guard case .convolution(var convolution) = operation else { return }
    body(&convolution)
    operation = .convolution(convolution)
  }
}
