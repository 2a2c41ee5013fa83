import Audio
import Basics
import Program
public import Reference

extension FileVerification {
  /// Synthetic audio and random rows.
  ///
  /// - Parameters:
  ///   - seconds: of audio; more where the model needs more for a score.
  ///   - seed: of the first input; each has its own.
  public func syntheticInputs(
    count: Int = 5, seconds: Double = 1, seed: UInt64 = 1
  ) throws(FileVerificationError) -> [ProgramValues] {
    let rows = program.syntheticRows(seconds: seconds)
    try checkWork(rows: rows)
    return (0..<UInt64(count)).map { program.syntheticInputs(seed: seed &+ $0, rows: rows) }
  }

  /// Recordings of a path, in the place of synthetic audio.
  public func recordedInputs(_ path: String, count: Int = 5) throws -> [ProgramValues] {
    guard program.inputs.count == 1, let rate = program.inputs[0].audioRate else {
      throw FileVerificationError.noAudioInput
    }
    return try Recordings.paths(path).prefix(count).map {
      ProgramValues([try Recordings.samples($0, rate: rate)])
    }
  }
}

extension IntegerProgram {
  /// Rows of each input that show what the program does.
  fileprivate func syntheticRows(seconds: Double) -> [Int] {
    inputs.map { input in
      if let rows = input.fixedRows { return rows }
      guard let rate = input.audioRate else { return max(64, input.minimumRows) }
      // A continuous model should come to several scores.
      let hops = averageWindow.map { 4 * $0.hop * rowsPerWindowRow } ?? 0
      return max(Int((Double(rate) * seconds).rounded()), input.minimumRows + hops)
    }
  }

  fileprivate func syntheticInputs(seed: UInt64, rows: [Int]) -> ProgramValues {
    ProgramValues(
      inputs.enumerated().map { index, input in
        let seed = seed &* 31 &+ UInt64(index)
        if let rate = input.audioRate {
          // The rate only colours the sound.
          return Synthesis.clip(
            samples: rows[index] * input.row.elements, rate: max(1_000, min(768_000, rate)),
            seed: seed)
        }
        var generator = SplitMix64(seed: seed)
        return (0..<rows[index] * input.row.elements).map { _ in
          let value = Int16(truncatingIfNeeded: generator.next())
          return input.isInt16 ? value : Int16(Int8(truncatingIfNeeded: value))
        }
      })
  }
}
