/// Instructions of each term, as `Tools/device-figures` fitted them to emulated devices.
enum InstructionPrices {
  /// By term, on each of `DeviceTarget.allCases`.
  private static let prices: [InstructionTerm: [Double]] = [
    .addition: [320.38, 189.00, 188.80, 189.00, 189.35, 200.06],
    .averageOutput: [160.22, 100.25, 99.65, 100.24, 99.07, 143.95],
    .bitmapWeight: [45.88, 32.11, 32.09, 32.11, 31.87, 29.02],
    .channelRun: [95.82, 89.27, 89.30, 89.26, 107.43, 64.32],
    .channelSum: [209.76, 150.70, 152.29, 150.70, 55.60, 181.63],
    .concatenation: [154.88, 107.12, 107.02, 107.12, 101.98, 127.77],
    .depthwiseOutput: [253.77, 184.13, 185.49, 184.13, 172.73, 159.27],
    .depthwiseProduct: [17.56, 13.44, 13.59, 13.44, 13.04, 10.80],
    .depthwiseRun: [54.67, 37.39, 37.48, 37.39, 35.87, 40.52],
    .depthwiseWeight: [23.89, 14.66, 14.54, 14.66, 14.62, 21.83],
    .entropyStart: [22083.53, 18407.03, 18102.31, 18406.36, 18638.25, 18812.57],
    .entropyWeight: [69.42, 53.77, 53.72, 53.77, 52.72, 47.80],
    .firing: [2945.48, 1812.05, 1809.64, 1812.06, 1782.95, 3086.64],
    .int16Product: [8.55, 2.78, 2.82, 2.79, 3.05, 4.08],
    .output: [91.34, 55.32, 55.29, 55.32, 50.15, 48.96],
    .packedWeight: [23.86, 16.99, 16.98, 16.99, 16.78, 15.86],
    .paddingWeight: [23.08, 17.59, 17.58, 17.59, 16.57, 14.30],
    .poolStart: [11.61, 6.14, 6.16, 6.14, 3.44, 10.17],
    .poolTap: [62.83, 41.33, 41.28, 41.33, 37.91, 26.74],
    .pushedRow: [687.84, 410.09, 409.18, 410.07, 408.44, 719.94],
    .row: [857.29, 551.74, 549.08, 551.74, 501.01, 866.98],
    .tile: [308.56, 166.92, 173.15, 166.92, 163.17, 290.50],
    .tileProduct: [8.55, 2.57, 2.57, 2.57, 0.00, 4.51],
    .tileRun: [201.80, 180.17, 179.60, 180.17, 202.03, 229.57],
    .tileSums: [334.71, 199.34, 198.89, 199.34, 194.85, 206.03],
  ]

  /// The instructions of so many of each term.
  static func price(_ terms: [InstructionTerm: Int], on target: DeviceTarget = .cortexM4) -> Double
  {
    let column = target.column
    // In order, so that the sum is the same to the last bit whenever it is made.
    return InstructionTerm.allCases.reduce(0) {
      $0 + Double(terms[$1] ?? 0) * (prices[$1]?[column] ?? 0)
    }
  }
}
