/// Processors for which figures are measured, on an emulator.
public enum DeviceTarget: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
  case cortexM0 = "cortex-m0"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM33 = "cortex-m33"
  case cortexM55 = "cortex-m55"
  case rv32imac

  /// Its place among all targets, as tables of figures have them.
  var column: Int { Self.allCases.prefix { $0 != self }.count }
}
