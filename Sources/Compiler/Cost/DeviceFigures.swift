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
    ("ModelFormat", [12708, 10362, 10338, 10362, 10318, 15466]),
    ("Kernels", [10294, 9502, 9524, 9502, 9614, 11492]),
    ("StapesRuntime", [15040, 12096, 12132, 12096, 12088, 17344]),
    ("RuntimeC", [4891, 4927, 4901, 4927, 4921, 6009]),
    ("Swift", [418, 372, 372, 372, 372, 580]),
  ]
  private static let stackBytes = [1144, 1012, 1012, 1012, 996, 1132]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
