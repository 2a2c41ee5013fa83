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
    ("ModelFormat", [12318, 10170, 10134, 10170, 10136, 15398]),
    ("CKernels", [7862, 10042, 10274, 10046, 7120, 6434]),
    ("Kernels", [10274, 9534, 9548, 9534, 9508, 11256]),
    ("StapesRuntime", [18458, 14998, 15046, 14998, 14972, 21032]),
    ("RuntimeC", [5330, 5244, 5202, 5244, 5212, 6802]),
    ("Swift", [648, 552, 552, 552, 564, 812]),
  ]
  private static let stackBytes = [1456, 1376, 1368, 1376, 1968, 1492]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
