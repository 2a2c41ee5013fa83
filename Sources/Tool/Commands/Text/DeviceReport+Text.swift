import Builds
import Basics
import Compiler

extension DeviceReport {
  /// Three lines under the names of what they count.
  func text(model fileBytes: Int, per rows: String, push: String) -> String {
    let modules = libraryBytes.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.grouped)" }.joined(separator: ", ")
    return """
      \(target.rawValue), code of \(toolchain)
      flash        \(flashBytes.grouped) bytes: model \(fileBytes.grouped), library \
      \((flashBytes - fileBytes).grouped) with all ops (\(modules))
      RAM          \(ramBytes.grouped) bytes: arena \(arenaBytes.grouped), executor \(executorBytes), \
      stack at most \(stackBytes.grouped)
      instructions about \(instructions.grouped) for \(rows), at worst \
      \(worstPushInstructions.grouped) in a push of \(push),
                   \(finishInstructions.grouped) at the end of the stream
      """ + loadText + selfTestText
  }

  private var loadText: String {
    guard let load else { return "" }
    func percent(_ value: Double) -> String { "\(Numerals.fixed(value, decimals: 1)) %" }
    func milliseconds(_ seconds: Double) -> String { Numerals.fixed(seconds * 1_000, decimals: 1) }
    let clock = CoreClock(hertz: load.hertz, cyclesPerInstruction: load.cyclesPerInstruction)
    let end =
      load.keepsUp
      ? "it keeps up"
      : load.average > 100
        ? "it does not keep up"
        : "it falls behind: the worst push takes \(milliseconds(load.worstPushSeconds)) of "
          + "\(milliseconds(load.pushSeconds)) ms; spread the work, or queue the input"
    return """

      live audio   about \(percent(load.average)) of the core at \(clock.text), at worst \
      \(percent(load.worstPush)) in a push: \(end)
      """
  }

  private var selfTestText: String {
    guard let selfTest else { return "" }
    return """

      self-test    about \(selfTest.instructions.grouped) instructions, at worst \
      \(selfTest.stepInstructions.grouped) in a step of \(selfTest.steps.grouped)
      """
  }
}
