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
    ("CKernels", [11954, 14746, 15120, 14762, 13338, 10920]),
    ("Kernels", [9266, 8604, 8632, 8604, 8656, 10346]),
    ("StapesRuntime", [17612, 14804, 14772, 14804, 14908, 20162]),
    ("RuntimeC", [5152, 4804, 4804, 4804, 4682, 6396]),
    ("Swift", [848, 728, 728, 728, 738, 1018]),
  ]
  private static let stackBytes = [1216, 1368, 1368, 1368, 1912, 1224]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
