import Basics
public import Program

/// Seeded examples for networks that are calibrated without data.
public enum CalibrationNoise {
  /// Four examples: audio of normal noise whose loudness swells, rows of unit normal values.
  public static func examples(_ graph: FloatGraph) -> [[CalibrationInput]] {
    let minimum = graph.minimumRows()
    return (0..<4).map { seed in
      graph.inputs.enumerated().map { index, input in
        var noise = SplitMix64(seed: UInt64(seed * 64 + index))
        let rows = input.fixedRows ?? max(minimum[index], input.samplesPerSecond ?? 64)
        guard input.samplesPerSecond != nil else {
          return .rows((0..<rows * input.row.elements).map { _ in Float(noise.nextNormal()) })
        }
        return .audio(
          (0..<rows).map { sample in
            let loudness = 250 * Double(1 + (sample * 8 / rows) * (sample * 8 / rows))
            return Int16(max(-32_768, min(32_767, (noise.nextNormal() * loudness).rounded())))
          })
      }
    }
  }
}
