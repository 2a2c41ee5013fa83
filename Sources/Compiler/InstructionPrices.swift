/// Instructions of each term on a Cortex-M4, as `Tools/instructions` fitted them.
enum InstructionPrices {
  static let prices: [InstructionTerm: Double] = [
    .addition: 104.32,
    .averageOutput: 10626.81,
    .averageTap: 3.74,
    .bitmapWeight: 31.64,
    .channel: 701.73,
    .channelRun: 106.26,
    .concatenation: 49.29,
    .depthwiseOutput: 115.63,
    .depthwiseProduct: 32.21,
    .entropyWeight: 62.97,
    .firing: 5086.72,
    .gainSample: 10.07,
    .packedWeight: 17.49,
    .poolTap: 36.79,
    .pushedRow: 1740.55,
    .runningSample: 258.37,
    .tile: 464.46,
    .tileProduct: 2.97,
    .tileRow: 84.24,
    .wideProduct: 19.12,
  ]

  /// The instructions of so many of each term.
  static func price(_ terms: [InstructionTerm: Int]) -> Double {
    // In order, so that the sum is the same to the last bit whenever it is made.
    InstructionTerm.allCases.reduce(0) { $0 + Double(terms[$1] ?? 0) * (prices[$1] ?? 0) }
  }
}
