/// A network as the low-complexity tasks of the DCASE challenge counted them.
///
/// Neither counts what says where the parameters that are not zero stand, nor scales, nor a header.
public struct DCASECount: Equatable, Sendable, Encodable {
  /// 2021: bytes of the parameters that are not zero.
  public let nonZeroBytes: Int
  /// 2022: all parameters, zeros too; they have to be INT8.
  public let parameters: Int
  /// 2022: multiply-accumulates for a second of audio.
  public let macs: Int
  public let isWithin2021: Bool
  /// nil for parameters of more than a byte, which are not admitted.
  public let isWithin2022: Bool?

  public static let mostNonZeroBytes = 131_072
  public static let mostParameters = 128_000
  public static let mostMACs = 30_000_000

  /// - Parameter parameterBytes: of each parameter.
  public init(parameters: ParameterTally, parameterBytes: Int, macs: Int) {
    nonZeroBytes = parameters.nonZero * parameterBytes
    self.parameters = parameters.total
    self.macs = macs
    isWithin2021 = nonZeroBytes <= Self.mostNonZeroBytes
    isWithin2022 =
      parameterBytes == 1 ? parameters.total <= Self.mostParameters && macs <= Self.mostMACs : nil
  }
}

/// How many parameters a network has, and how many of them are not zero.
public struct ParameterTally: Equatable, Sendable, Encodable {
  public let total: Int
  public let nonZero: Int

  public init(total: Int, nonZero: Int) {
    self.total = total
    self.nonZero = nonZero
  }
}
