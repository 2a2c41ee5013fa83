import Basics
import Arguments
import Compiler
import Program

/// Everything that is known of a model without running it.
struct ModelFigures {
  let report: FileReport
  /// Of the device that was asked for.
  let device: DeviceReport?

  init(_ file: ModelFile, target: DeviceTarget?) throws {
    (report, device) = try file.withModel { model in
      let report = FileReport(model)
      return (report, target.flatMap { DeviceReport(report, model, on: $0) })
    }
  }

  var values: [Quantity: Double] {
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

  /// What takes most of a quantity, where that is known.
  func heaviest(_ quantity: Quantity) -> String {
    let parts: [(name: String, count: Int)]
    switch quantity {
    case .file, .flash: parts = report.ops.map { ($0.name, $0.bytes) }
    case .arena, .ram: parts = report.arena.map { ($0.name, $0.bytes) }
    case .macs, .instructions: parts = report.ops.map { ($0.name, $0.macs) }
    case .stack, .worstPush, .accuracy: parts = []
    }
    return parts.sorted { $0.count > $1.count }.prefix(3)
      .map { "\($0.name) \($0.count.grouped)" }.joined(separator: ", ")
  }
}

extension ParsedArguments {
  /// The device of `--target`.
  var target: DeviceTarget? {
    get throws { try choice("--target", of: DeviceTarget.self) }
  }
}
