/// What the library takes on a device, as `Tools/device-figures` measured it.
public struct DeviceFigures: Sendable {
  /// Bytes of code and constants by module, in an image that uses all of stapes.h.
  public var modules: [(name: String, flashBytes: Int)]
  /// The most that a call can take, whatever the model; on RISC-V, what any conformance model takes.
  public var stackBytes: Int

  public var flashBytes: Int { modules.reduce(0) { $0 + $1.flashBytes } }

  /// The toolchain that the figures are of.
  public static let toolchain = "Swift 6.3.1"

  /// By module, on each of `DeviceTarget.allCases`.
  private static let flashBytes: [(module: String, bytes: [Int])] = [
    ("FixedPoint", [568, 462, 462, 462, 450, 690]),
    ("ModelFormat", [12150, 9908, 9896, 9908, 9874, 14906]),
    ("Kernels", [10204, 9444, 9466, 9444, 9558, 11390]),
    ("StapesRuntime", [15984, 12826, 12854, 12826, 12850, 18426]),
    ("RuntimeC", [5133, 5095, 5073, 5095, 5105, 6209]),
    ("Swift", [418, 372, 372, 372, 372, 580]),
  ]
  private static let stackBytes = [1008, 904, 904, 904, 904, 1072]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
