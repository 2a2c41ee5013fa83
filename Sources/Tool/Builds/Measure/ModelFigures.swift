import Basics
public import Compiler

/// Everything that is known of a model without running it.
public struct ModelFigures {
  public let report: FileReport
  /// Of the device that was asked for.
  public let device: DeviceReport?

  /// - Parameter clock: goes with a target, and asks for the load of live audio.
  public init(
    _ file: ModelFile, target: DeviceTarget? = nil, clock: CoreClock? = nil
  ) throws {
    (report, device) = try file.withModel { model in
      let report = FileReport(model)
      return (report, try target.map { try DeviceReport(report, model, on: $0, clock: clock) })
    }
  }

  /// By quantity; those of a device where one was asked for.
  public var values: [Quantity: Double] {
    let ofFile: [Quantity: Int] = [
      .file: report.fileBytes, .arena: report.arenaBytes, .macs: report.cost.macs,
    ]
    var values = ofFile.mapValues(Double.init)
    guard let device else { return values }
    let ofDevice: [Quantity: Int] = [
      .flash: device.flashBytes, .ram: device.ramBytes, .stack: device.stackBytes,
      .instructions: device.instructions, .worstPush: device.worstPushInstructions,
    ]
    values.merge(ofDevice.mapValues(Double.init)) { $1 }
    values[.load] = device.load?.average
    return values
  }

  /// What takes most of a quantity; empty where that is not known.
  public func heaviest(_ quantity: Quantity) -> String {
    let parts: [(name: String, count: Int)]
    switch quantity {
    case .file, .flash: parts = report.ops.map { ($0.name, $0.bytes) }
    case .arena, .ram: parts = report.arena.map { ($0.name, $0.bytes) }
    case .macs, .instructions, .load: parts = report.ops.map { ($0.name, $0.macs) }
    case .stack, .worstPush, .accuracy, .dropped: parts = []
    }
    return parts.sorted { $0.count > $1.count }.prefix(3)
      .map { "\($0.name) \($0.count.grouped)" }.joined(separator: ", ")
  }
}
