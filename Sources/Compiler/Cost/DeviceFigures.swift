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
    ("ModelFormat", [13206, 10918, 10902, 10918, 10892, 16426]),
    ("CKernels", [12790, 19270, 19680, 19300, 15372, 11896]),
    ("Kernels", [9318, 8696, 8724, 8696, 8750, 10440]),
    ("StapesRuntime", [17672, 14794, 14754, 14794, 14876, 20304]),
    ("RuntimeC", [5152, 4804, 4804, 4804, 4682, 6360]),
    ("Swift", [876, 762, 762, 762, 772, 1068]),
  ]
  private static let stackBytes = [1216, 1392, 1392, 1392, 1960, 1208]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
