/// Instructions of each term on a Cortex-M4, as `Tools/instructions` fitted them.
enum InstructionPrices {
  static let prices: [InstructionTerm: Double] = [
    .addition: 182.88,
    .averageOutput: 3897.23,
    .averageTap: 6.90,
    .channel: 436.62,
    .channelProduct: 5.37,
    .channelRun: 122.63,
    .concatenation: 101.18,
    .depthwiseOutput: 113.89,
    .depthwiseProduct: 33.64,
    .firing: 5503.31,
    .poolTap: 40.88,
    .pushedRow: 1753.83,
    .runningSample: 246.37,
    .tile: 444.69,
    .tileProduct: 3.14,
    .tileRow: 50.96,
    .wideProduct: 24.60,
  ]

  /// The instructions of so many of each term.
  static func price(_ terms: [InstructionTerm: Int]) -> Double {
    terms.reduce(0) { $0 + Double($1.value) * (prices[$1.key] ?? 0) }
  }
}
