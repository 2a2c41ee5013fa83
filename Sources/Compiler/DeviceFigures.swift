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
        ("FixedPoint", 384),
        ("ModelFormat", 11126),
        ("Runtime", 17656),
        ("RuntimeC", 4697),
        ("Swift", 374),
      ],
      stackBytes: 992),
    .cortexM4: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8792),
        ("Runtime", 14658),
        ("RuntimeC", 4219),
        ("Swift", 328),
      ],
      stackBytes: 892),
    .cortexM7: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8772),
        ("Runtime", 14674),
        ("RuntimeC", 4215),
        ("Swift", 328),
      ],
      stackBytes: 892),
    .cortexM33: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8792),
        ("Runtime", 14658),
        ("RuntimeC", 4219),
        ("Swift", 328),
      ],
      stackBytes: 892),
    .cortexM55: DeviceFigures(
      modules: [
        ("FixedPoint", 322),
        ("ModelFormat", 8786),
        ("Runtime", 14614),
        ("RuntimeC", 4227),
        ("Swift", 328),
      ],
      stackBytes: 908),
    .rv32imac: DeviceFigures(
      modules: [
        ("FixedPoint", 466),
        ("ModelFormat", 13022),
        ("Runtime", 20366),
        ("RuntimeC", 5447),
        ("Swift", 528),
      ],
      stackBytes: 1040),
  ]
}
