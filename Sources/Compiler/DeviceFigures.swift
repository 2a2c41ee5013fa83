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
        ("ModelFormat", 11248),
        ("Runtime", 19342),
        ("RuntimeC", 4697),
        ("Swift", 374),
      ],
      stackBytes: 992),
    .cortexM4: DeviceFigures(
      modules: [
        ("FixedPoint", 462),
        ("ModelFormat", 8890),
        ("Runtime", 15832),
        ("RuntimeC", 4271),
        ("Swift", 328),
      ],
      stackBytes: 892),
    .cortexM7: DeviceFigures(
      modules: [
        ("FixedPoint", 462),
        ("ModelFormat", 8870),
        ("Runtime", 15844),
        ("RuntimeC", 4267),
        ("Swift", 328),
      ],
      stackBytes: 892),
    .cortexM33: DeviceFigures(
      modules: [
        ("FixedPoint", 462),
        ("ModelFormat", 8890),
        ("Runtime", 15832),
        ("RuntimeC", 4271),
        ("Swift", 328),
      ],
      stackBytes: 892),
    .cortexM55: DeviceFigures(
      modules: [
        ("FixedPoint", 450),
        ("ModelFormat", 8884),
        ("Runtime", 15856),
        ("RuntimeC", 4279),
        ("Swift", 328),
      ],
      stackBytes: 908),
    .rv32imac: DeviceFigures(
      modules: [
        ("FixedPoint", 690),
        ("ModelFormat", 13170),
        ("Runtime", 22040),
        ("RuntimeC", 5533),
        ("Swift", 528),
      ],
      stackBytes: 1040),
  ]
}
