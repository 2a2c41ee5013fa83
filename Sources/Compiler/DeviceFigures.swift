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
        ("ModelFormat", 10654),
        ("Runtime", 16636),
        ("RuntimeC", 5251),
        ("Swift", 312),
      ],
      stackBytes: 992),
    .cortexM4: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8458),
        ("Runtime", 13812),
        ("RuntimeC", 4823),
        ("Swift", 278),
      ],
      stackBytes: 892),
    .cortexM7: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8438),
        ("Runtime", 13824),
        ("RuntimeC", 4817),
        ("Swift", 278),
      ],
      stackBytes: 892),
    .cortexM33: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8458),
        ("Runtime", 13812),
        ("RuntimeC", 4823),
        ("Swift", 278),
      ],
      stackBytes: 892),
    .cortexM55: DeviceFigures(
      modules: [
        ("FixedPoint", 322),
        ("ModelFormat", 8424),
        ("Runtime", 13720),
        ("RuntimeC", 4839),
        ("Swift", 278),
      ],
      stackBytes: 900),
    .rv32imac: DeviceFigures(
      modules: [
        ("FixedPoint", 466),
        ("ModelFormat", 12396),
        ("Runtime", 18976),
        ("RuntimeC", 6137),
        ("Swift", 446),
      ],
      stackBytes: 1024),
  ]
}
