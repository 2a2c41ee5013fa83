public import Compiler
public import ModelFormat

/// What a model takes on a device: flash, RAM, stack, instructions.
public struct DeviceReport: Encodable, Equatable, Sendable {
  public var target: DeviceTarget
  /// Of the toolchain whose code was measured.
  public var toolchain: String
  /// Of the library by module, with all families of ops.
  public var libraryBytes: [String: Int]
  /// The library and the model.
  public var flashBytes: Int
  public var arenaBytes: Int
  /// Of a `stapes_executor`.
  public var executorBytes: Int
  /// The deepest of any model.
  public var stackBytes: Int
  /// Arena, executor and stack.
  public var ramBytes: Int
  /// For a second of audio, or the shortest input of other kinds.
  public var instructions: Int
  public var worstPushInstructions: Int
  public var finishInstructions: Int
  /// Of listening to live audio; nil where no clock is given.
  public var load: CoreLoad?
  /// Nil where the file has no self-test.
  public var selfTest: SelfTestCost?

  private static let executorWords = 8

  public init(
    _ report: FileReport, _ model: Model, on target: DeviceTarget, clock: CoreClock? = nil
  ) throws(BuildError) {
    let figures = DeviceFigures(target)
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
    load = try clock.map { clock throws(BuildError) in
      guard report.inputs.count == 1, let rate = report.inputs[0].samplesPerSecond else {
        throw .clockWithoutRate
      }
      return CoreLoad(cost, rate: rate, at: clock)
    }
    selfTest = model.selfTest.map { _ in SelfTestCost(model, on: target) }
  }
}
