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
    ("ModelFormat", [12258, 10138, 10102, 10138, 10102, 15304]),
    ("CKernels", [8626, 11476, 11798, 11484, 9858, 6982]),
    ("Kernels", [8980, 8360, 8376, 8360, 8408, 10092]),
    ("StapesRuntime", [17322, 14542, 14530, 14542, 14604, 19740]),
    ("RuntimeC", [5162, 4800, 4800, 4800, 4692, 6360]),
    ("Swift", [780, 684, 684, 684, 696, 938]),
  ]
  private static let stackBytes = [1192, 1344, 1344, 1344, 1912, 1204]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
