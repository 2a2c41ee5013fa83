import Basics
public import Compiler

/// Everything that is known of a model without running it.
public struct ModelFigures {
  public let report: FileReport
  /// Of the device that was asked for.
  public let device: DeviceReport?

  public init(_ file: ModelFile, target: DeviceTarget? = nil) throws {
    (report, device) = try file.withModel { model in
      let report = FileReport(model)
      return (report, target.map { DeviceReport(report, model, on: $0) })
    }
  }

  /// By quantity; those of a device where one was asked for.
  public var values: [Quantity: Double] {
    var values: [Quantity: Int] = [
      .file: report.fileBytes, .arena: report.arenaBytes, .macs: report.cost.macs,
    ]
    if let device {
      values[.flash] = device.flashBytes
      values[.ram] = device.ramBytes
      values[.stack] = device.stackBytes
      values[.instructions] = device.instructions
      values[.worstPush] = device.worstPushInstructions
    }
    return values.mapValues(Double.init)
  }

  /// What takes most of a quantity; empty where that is not known.
  public func heaviest(_ quantity: Quantity) -> String {
    let parts: [(name: String, count: Int)]
    switch quantity {
    case .file, .flash: parts = report.ops.map { ($0.name, $0.bytes) }
    case .arena, .ram: parts = report.arena.map { ($0.name, $0.bytes) }
    case .macs, .instructions: parts = report.ops.map { ($0.name, $0.macs) }
    case .stack, .worstPush, .accuracy, .dropped: parts = []
    }
    return parts.sorted { $0.count > $1.count }.prefix(3)
      .map { "\($0.name) \($0.count.grouped)" }.joined(separator: ", ")
  }
}
