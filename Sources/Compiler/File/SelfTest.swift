public import ModelFormat
import Program
import Reference

/// What a device checks itself against: seeded noise, and the checksum of what each op makes of it.
struct SelfTest {
  static let firstSeed: UInt32 = 0x5354_5053

  let seed: UInt32
  /// Of every tensor that the noise gives, inputs first.
  let tensors: [Stream<Int16>]
  private let program: IntegerProgram

  /// Runs the noise of a seed through an oracle that shares nothing with the runtime.
  init(_ program: IntegerProgram, seed: UInt32 = Self.firstSeed) {
    self.program = program
    self.seed = seed
    let values = ProgramValues(
      standardised: program.inputs.enumerated().map { index, input in
        // The fewest that reach every op.
        let rows = max(input.fixedRows ?? 0, input.minimumRows)
        let elementBytes = program.elementBytes(index)
        return (0..<rows * input.row.elements).map {
          selfTestNoise(seed: seed, input: index, index: $0, elementBytes: elementBytes)
        }
      })
    tensors = FloatPath(program)?.tensors(values) ?? WholeClip(program).tensors(values)
  }

  /// By op.
  var checksums: [UInt32] {
    tensors.indices.dropFirst(program.inputs.count).map {
      RowChecksum(tensors[$0].values, elementBytes: program.elementBytes($0)).value
    }
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
