import Basics
import Builds
import Compiler
import Program

extension CompiledModel {
  /// What `compile` and `import` say of a model: its sizes and what they are from, and a line on
  /// each of its forms.
  ///
  /// - Parameter window: what was asked for; nil for a model that scores clips.
  func text(
    path: String, _ origin: String, _ coverage: SelfTestCoverage, window: ContinuousWindow? = nil
  ) throws -> String {
    let head =
      "\(printable(path)): \(file.count.grouped) bytes, "
      + "arena \(plan.arenaBytes.grouped) bytes, \(printable(origin))"
    let listening = WindowReport(program)?.text(window: window?.seconds, hop: window?.hopSeconds)
    return [head, listening, try paceText, simplification?.text, coverage.text]
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
