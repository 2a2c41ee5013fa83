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
    ("ModelFormat", [11908, 9768, 9728, 9768, 9744, 14798]),
    ("Kernels", [10278, 9396, 9418, 9396, 9516, 11366]),
    ("StapesRuntime", [16874, 13454, 13504, 13454, 13544, 19484]),
    ("RuntimeC", [5330, 5336, 5298, 5336, 5282, 6614]),
    ("Swift", [456, 406, 406, 406, 406, 608]),
  ]
  private static let stackBytes = [1016, 912, 912, 912, 928, 1108]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
