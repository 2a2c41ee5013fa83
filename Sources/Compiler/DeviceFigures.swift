/// What the library takes on a device, as `Tools/device-figures` measured it.
public struct DeviceFigures: Sendable {
  /// Bytes of code and constants by module, in an image that uses all of stapes.h.
  public var modules: [(name: String, flashBytes: Int)]
  /// The deepest stack of any conformance model.
  public var stackBytes: Int

  public var flashBytes: Int { modules.reduce(0) { $0 + $1.flashBytes } }

  /// The toolchain that the figures are of.
  public static let toolchain = "Swift 6.3.1"

  public static let all: [DeviceTarget: DeviceFigures] = [
    .cortexM0: DeviceFigures(
      modules: [
        ("FixedPoint", 384),
        ("ModelFormat", 10654),
        ("Runtime", 16616),
        ("RuntimeC", 5251),
        ("Swift", 312),
      ],
      stackBytes: 920),
    .cortexM4: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8458),
        ("Runtime", 13798),
        ("RuntimeC", 4823),
        ("Swift", 278),
      ],
      stackBytes: 804),
    .cortexM7: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8438),
        ("Runtime", 13810),
        ("RuntimeC", 4817),
        ("Swift", 278),
      ],
      stackBytes: 804),
    .cortexM33: DeviceFigures(
      modules: [
        ("FixedPoint", 334),
        ("ModelFormat", 8458),
        ("Runtime", 13798),
        ("RuntimeC", 4823),
        ("Swift", 278),
      ],
      stackBytes: 804),
    .cortexM55: DeviceFigures(
      modules: [
        ("FixedPoint", 322),
        ("ModelFormat", 8424),
        ("Runtime", 13706),
        ("RuntimeC", 4839),
        ("Swift", 278),
      ],
      stackBytes: 812),
    .rv32imac: DeviceFigures(
      modules: [
        ("FixedPoint", 466),
        ("ModelFormat", 12396),
        ("Runtime", 18958),
        ("RuntimeC", 6137),
        ("Swift", 446),
      ],
      stackBytes: 1024),
  ]
}
