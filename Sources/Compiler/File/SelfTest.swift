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
    let values = ProgramValues(
      standardised: program.inputs.enumerated().map { index, input in
        // The fewest that reach every op.
        let rows = max(input.fixedRows ?? 0, input.minimumRows)
        let elementBytes = program.elementBytes(index)
        return (0..<rows * input.row.elements).map {
          selfTestNoise(seed: Self.seed, input: index, index: $0, elementBytes: elementBytes)
        }
      })
    let tensors = FloatPath(program)?.tensors(values) ?? WholeClip(program).tensors(values)
    checksums = tensors.indices.dropFirst(program.inputs.count).map {
      RowChecksum(tensors[$0].values, elementBytes: program.elementBytes($0)).value
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
