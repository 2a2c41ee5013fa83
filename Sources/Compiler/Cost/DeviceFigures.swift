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
    ("CKernels", [6724, 7716, 7994, 7722, 5632, 6332]),
    ("Kernels", [10146, 9382, 9396, 9382, 9362, 11092]),
    ("StapesRuntime", [17626, 14288, 14336, 14288, 14240, 20318]),
    ("RuntimeC", [5330, 5192, 5150, 5192, 5192, 6626]),
    ("Swift", [648, 552, 552, 552, 564, 812]),
  ]
  private static let stackBytes = [1456, 1376, 1368, 1376, 1968, 1492]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
