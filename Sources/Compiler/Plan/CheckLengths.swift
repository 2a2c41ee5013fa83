import ModelFormat
import Program

extension IntegerProgram {
  /// Steps of a schedule that are simulated at most: some seconds.
  private static let mostSteps = 1 << 29

  /// Checks that the file format holds rates and lengths of the inputs, and that a plan is found in
  /// time, before anything is made for so many rows.
  ///
  /// - Parameter steady: the rows of each input after which the schedule repeats.
  func checkLengths(_ steady: [Int]) throws(CompileError) {
    for (input, steady) in zip(inputs, steady) {
      let rows = max(input.fixedRows ?? steady, input.minimumRows)
      for (quantity, value, limit) in [
        ("rate", input.samplesPerSecond ?? 0, Layout.highestRate),
        ("number of rows that a plan needs", rows, Layout.mostRows),
        (
          "number of rows that a plan needs", rows,
          Self.mostSteps / (ops.count + ops.reduce(0) { $0 + $1.edges.count })
        ),
      ] where value > limit {
        throw .tooLarge(layer: input.name, quantity: quantity, value: value, limit: limit)
      }
    }
  }
}
