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
    ("CKernels", [8614, 11404, 11716, 11412, 9630, 6976]),
    ("Kernels", [8940, 8334, 8350, 8334, 8386, 10058]),
    ("StapesRuntime", [17288, 14486, 14494, 14486, 14492, 19706]),
    ("RuntimeC", [5162, 4800, 4800, 4800, 4692, 6360]),
    ("Swift", [780, 684, 684, 684, 696, 938]),
  ]
  private static let stackBytes = [1184, 1336, 1336, 1336, 1896, 1188]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
