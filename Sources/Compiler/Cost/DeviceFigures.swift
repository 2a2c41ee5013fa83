/// What the library takes on a device, as `Tools/device-figures` measured it.
public struct DeviceFigures: Sendable {
  /// Bytes of code and constants by module, in an image that uses all of stapes.h.
  public var modules: [(name: String, flashBytes: Int)]
  /// The most that a call can take, whatever the model; on RISC-V, what any conformance model takes.
  public var stackBytes: Int

  public var flashBytes: Int { modules.reduce(0) { $0 + $1.flashBytes } }

  /// The toolchain that the figures are of.
  public static let toolchain = "Swift 6.3.1"

  public static let all: [DeviceTarget: DeviceFigures] = [
    .cortexM0: DeviceFigures(
      modules: [
        ("FixedPoint", 568),
        ("ModelFormat", 11868),
        ("StapesRuntime", 27426),
        ("RuntimeC", 5119),
        ("Swift", 374),
      ],
      stackBytes: 1000),
    .cortexM4: DeviceFigures(
      modules: [
        ("FixedPoint", 462),
        ("ModelFormat", 9386),
        ("StapesRuntime", 22570),
        ("RuntimeC", 4605),
        ("Swift", 328),
      ],
      stackBytes: 900),
    .cortexM7: DeviceFigures(
      modules: [
        ("FixedPoint", 462),
        ("ModelFormat", 9358),
        ("StapesRuntime", 22598),
        ("RuntimeC", 4603),
        ("Swift", 328),
      ],
      stackBytes: 900),
    .cortexM33: DeviceFigures(
      modules: [
        ("FixedPoint", 462),
        ("ModelFormat", 9386),
        ("StapesRuntime", 22570),
        ("RuntimeC", 4605),
        ("Swift", 328),
      ],
      stackBytes: 900),
    .cortexM55: DeviceFigures(
      modules: [
        ("FixedPoint", 450),
        ("ModelFormat", 9348),
        ("StapesRuntime", 22762),
        ("RuntimeC", 4611),
        ("Swift", 328),
      ],
      stackBytes: 916),
    .rv32imac: DeviceFigures(
      modules: [
        ("FixedPoint", 690),
        ("ModelFormat", 13934),
        ("StapesRuntime", 31096),
        ("RuntimeC", 5933),
        ("Swift", 528),
      ],
      stackBytes: 1040),
  ]
}
