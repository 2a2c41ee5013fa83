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
    ("ModelFormat", [11538, 9422, 9386, 9422, 9398, 14194]),
    ("Kernels", [10278, 9396, 9418, 9396, 9516, 11370]),
    ("StapesRuntime", [16392, 13122, 13168, 13122, 13204, 18792]),
    ("RuntimeC", [5073, 5057, 5027, 5057, 5011, 6157]),
    ("Swift", [444, 396, 396, 396, 396, 596]),
  ]
  private static let stackBytes = [1008, 896, 896, 896, 912, 1044]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
