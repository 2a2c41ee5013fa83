import Builds
import Basics

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
      """ + selfTestText
  }

  private var selfTestText: String {
    guard let selfTest else { return "" }
    return """

      self-test    about \(selfTest.instructions.grouped) instructions, at worst \
      \(selfTest.stepInstructions.grouped) in a step of \(selfTest.steps.grouped)
      """
  }
}
