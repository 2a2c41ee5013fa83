import Basics
public import ModelFormat
import Program
import Reference

/// What a device checks itself against: seeded noise, and the checksum of what each op makes of it.
struct SelfTest {
  static let seed: UInt32 = 0x5354_5053
  /// By op.
  let checksums: [UInt32]

  /// Computes the checksums with an oracle that shares nothing with the runtime.
  init(_ program: IntegerProgram) {
    // The fewest that reach every op.
    let rows = program.inputs.map { max($0.fixedRows ?? 0, $0.minimumRows) }
    let values = ProgramValues(
      standardised: program.inputs.indices.map { input in
        let count = program.inputs[input].row.elements * rows[input]
        return (0..<count).map {
          selfTestNoise(
            seed: Self.seed, input: input, index: $0,
            elementBytes: program.elementBytes(input))
        }
      })
    let tensors = FloatPath(program)?.tensors(values) ?? WholeClip(program).tensors(values)
    checksums = program.ops.indices.map { op in
      let tensor = program.inputs.count + op
      return RowChecksum(
        tensors[tensor].values, elementBytes: program.elementBytes(tensor)
      ).value
    }
  }

  /// The section's bytes; of a program whose checksums are not known yet, of the same length.
  ///
  /// - Parameter memory: where in the arena a device gathers checksums.
  static func section(_ program: IntegerProgram, _ test: SelfTest?, memory: Int) -> [UInt8] {
    let checksums = test?.checksums ?? program.ops.map { _ in 0 }
    return [UInt8](littleEndian: [UInt32(memory), seed] + checksums)
  }
}

extension RowChecksum {
  /// Of a tensor's values, as they lie in the arena.
  public init(_ values: [Int16], elementBytes: Int) {
    self.init()
    for value in values {
      for byte in 0..<elementBytes { add(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
  }
}
