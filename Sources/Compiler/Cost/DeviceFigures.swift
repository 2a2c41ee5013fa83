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
    ("ModelFormat", [12770, 10540, 10504, 10540, 10530, 15902]),
    ("CKernels", [10310, 13436, 13778, 13452, 11282, 9014]),
    ("Kernels", [9030, 8394, 8410, 8394, 8442, 10128]),
    ("StapesRuntime", [17972, 15150, 15116, 15150, 15226, 20446]),
    ("RuntimeC", [5152, 4790, 4790, 4790, 4682, 6346]),
    ("Swift", [780, 684, 684, 684, 696, 938]),
  ]
  private static let stackBytes = [1312, 1228, 1228, 1228, 1912, 1444]

  /// The figures of a target.
  public init(_ target: DeviceTarget) {
    modules = Self.flashBytes.map { ($0.module, $0.bytes[target.column]) }
    stackBytes = Self.stackBytes[target.column]
  }
}
