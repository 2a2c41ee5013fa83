import Basics
import Compiler
import Program

extension CompiledModel {
  /// What `compile` and `import` say of a model: its sizes and what they are from, and a line on
  /// each of its forms.
  func text(path: String, _ origin: String) throws -> String {
    let head =
      "\(path): \(file.count.grouped) bytes, arena \(plan.arenaBytes.grouped) bytes, \(origin)"
    return [head, program.continuousText, try paceText, simplification?.text]
      .compactMap(\.self).joined(separator: "\n")
  }

  /// "a push of 10 ms takes at most about 7,400,000 instructions of a Cortex-M4 instead of
  /// 17,100,000"; nil where work is not spread.
  private var paceText: String? {
    get throws {
      guard plan.pace != nil else { return nil }
      let (spread, atOnce) = (cost, try costAtOnce())
      return "a push of \(spread.pushText) takes at most about "
        + "\(spread.worstPushInstructions.grouped) instructions of a Cortex-M4 instead of "
        + "\(atOnce.worstPushInstructions.grouped)"
    }
  }
}

extension Simplification {
  /// nil where nothing was removed.
  fileprivate var text: String? {
    guard !layers.isEmpty else { return nil }
    return "removed \(removedWeights.grouped) weights and \(removedChannels.grouped) channels that "
      + "add nothing, in " + layers.map(\.name).joined(separator: ", ")
  }
}

extension IntegerProgram {
  /// "a score every 0.32 s over a window of 0.96 s (1 and 3 feature rows)"; nil where clips are
  /// scored.
  fileprivate var continuousText: String? {
    guard let window = averageWindow else { return nil }
    let rate = Double(inputs[0].samplesPerSecond ?? 1)
    let seconds = Double(rowsPerWindowRow) / rate
    func text(_ rows: Int) -> String { Numerals.fixed(Double(rows) * seconds, decimals: 2) }
    return "a score every \(text(window.hop)) s over a window of \(text(window.rows)) s "
      + "(\(window.hop) and \(window.rows) feature rows)"
  }
}
