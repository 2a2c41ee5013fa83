import Compiler
import Program

extension FileVerification {
  /// Values of all tensors together: an eighth of a gigabyte, which is held a few times.
  private static let mostValues = 0x1p26
  /// Multiplications, comparisons and copies: some minutes in floating point.
  private static let mostSteps = 0x1p36

  /// Checks what an input of so many rows takes, before anything is made for it: a small file may
  /// ask for much.
  func checkWork(rows: [Int]) throws(FileVerificationError) {
    let tensors = program.rows(of: rows)
    var values = 0.0
    var steps = 0.0
    for (tensor, rows) in tensors.enumerated() {
      values += Double(rows) * Double(program.rowShape(tensor).elements)
      guard tensor >= program.inputs.count else { continue }
      steps += Double(rows) * Double(program.stepsPerRow(tensor - program.inputs.count))
    }
    for (what, count, limit) in [
      ("values", values, Self.mostValues), ("steps", steps, Self.mostSteps),
    ] where count > limit {
      throw .tooMuchWork(
        path: file.path, rows: rows.max() ?? 0, what: what, count: count, limit: limit)
    }
  }
}

extension IntegerProgram {
  /// Multiplications, comparisons or copies for a row of an op's output.
  fileprivate func stepsPerRow(_ index: Int) -> Int {
    let op = ops[index]
    switch op.operation {
    case .convolution(let convolution):
      return convolution.weights.count * op.row.width * convolution.pool.across
        * convolution.pool.rows
    case .maxPool(let geometry), .averagePool(let geometry), .windowAverage(let geometry, _):
      return op.row.elements * geometry.kernelRows * geometry.kernelAcross
    default: return op.row.elements + inputShape(ofOp: index).elements
    }
  }
}
