/// Instructions of each term on a Cortex-M4, as `Tools/instructions` fitted them.
enum InstructionPrices {
  static let prices: [InstructionTerm: Double] = [
    .addition: 143.78,
    .averageOutput: 3996.59,
    .averageTap: 6.74,
    .channel: 394.98,
    .channelProduct: 6.24,
    .channelRun: 136.66,
    .concatenation: 80.47,
    .depthwiseOutput: 111.29,
    .depthwiseProduct: 32.47,
    .entropyStart: 2500,
    .entropyWeight: 24,
    .bitmapWeight: 24,
    .packedWeight: 18,
    .firing: 4469.95,
    .poolTap: 42.34,
    .pushedRow: 1753.78,
    .runningSample: 249.04,
    .tile: 476.51,
    .tileProduct: 3.13,
    .tileRow: 51.86,
    .wideProduct: 25.18,
  ]

  /// The instructions of so many of each term.
  static func price(_ terms: [InstructionTerm: Int]) -> Double {
    terms.reduce(0) { $0 + Double($1.value) * (prices[$1.key] ?? 0) }
  }
}
