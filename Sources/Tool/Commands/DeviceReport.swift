import Basics
import Compiler
import ModelFormat

/// What a model takes on a device: flash, RAM, stack, instructions.
struct DeviceReport: Encodable {
  var target: DeviceTarget
  /// Of the toolchain whose code was measured.
  var toolchain: String
  /// Of the library by module, with all families of ops.
  var libraryBytes: [String: Int]
  /// The library and the model.
  var flashBytes: Int
  var arenaBytes: Int
  /// Of a `stapes_executor`.
  var executorBytes: Int
  /// The deepest of any model.
  var stackBytes: Int
  /// Arena, executor and stack.
  var ramBytes: Int
  /// For a second of audio, or the shortest input of other kinds.
  var instructions: Int
  var worstPushInstructions: Int
  var finishInstructions: Int

  private static let executorWords = 8

  init?(_ report: FileReport, _ model: Model, on target: DeviceTarget) {
    guard let figures = DeviceFigures.all[target] else { return nil }
    let cost = CostReport(model, on: target)
    self.target = target
    toolchain = DeviceFigures.toolchain
    libraryBytes = Dictionary(
      uniqueKeysWithValues: figures.modules.map { ($0.name, $0.flashBytes) })
    flashBytes = figures.flashBytes + report.fileBytes
    arenaBytes = report.arenaBytes
    executorBytes = 4 * Self.executorWords
    stackBytes = figures.stackBytes
    ramBytes = arenaBytes + executorBytes + stackBytes
    instructions = cost.instructions
    worstPushInstructions = cost.worstPushInstructions
    finishInstructions = cost.finishInstructions
  }

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
      """
  }
}
