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
    ("ModelFormat", [12942, 10702, 10686, 10702, 10688, 16100]),
    ("CKernels", [11930, 14750, 15120, 14766, 13338, 10932]),
    ("Kernels", [9284, 8620, 8648, 8620, 8676, 10376]),
    ("StapesRuntime", [17612, 14798, 14766, 14798, 14912, 20158]),
    ("RuntimeC", [5152, 4804, 4804, 4804, 4682, 6396]),
    ("Swift", [848, 728, 728, 728, 738, 1018]),
  ]
  private static let stackBytes = [1192, 1344, 1344, 1344, 1912, 1208]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
