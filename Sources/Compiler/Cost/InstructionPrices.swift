/// Instructions of each term, as `Tools/device-figures` fitted them to emulated devices.
enum InstructionPrices {
  /// By term, on each of `DeviceTarget.allCases`.
  private static let prices: [InstructionTerm: [Double]] = [
    .addition: [329.48, 193.31, 192.98, 193.31, 194.71, 209.11],
    .averageOutput: [161.63, 102.00, 101.50, 102.00, 101.86, 147.21],
    .bitmapWeight: [45.67, 32.02, 32.01, 32.02, 31.79, 28.82],
    .channelRun: [0.00, 74.27, 74.29, 74.27, 90.20, 0.00],
    .channelSum: [402.62, 158.56, 160.01, 158.57, 55.26, 298.84],
    .concatenation: [159.39, 109.22, 109.06, 109.22, 104.59, 132.24],
    .depthwiseOutput: [256.00, 185.27, 186.74, 185.27, 173.19, 161.93],
    .depthwiseProduct: [17.72, 13.41, 13.54, 13.41, 13.05, 10.68],
    .depthwiseRun: [54.77, 37.65, 37.77, 37.65, 36.20, 41.07],
    .depthwiseWeight: [23.59, 14.84, 14.74, 14.84, 14.96, 22.16],
    .entropyStart: [22715.15, 18046.42, 17779.37, 18046.16, 18653.71, 18284.09],
    .entropyWeight: [68.48, 54.01, 53.95, 54.01, 50.91, 45.03],
    .firing: [3072.12, 1929.33, 1926.81, 1929.32, 1907.51, 3251.34],
    .int16Product: [9.06, 2.79, 2.82, 2.79, 3.53, 4.04],
    .output: [102.67, 58.14, 58.17, 58.14, 53.24, 53.77],
    .packedWeight: [23.66, 16.91, 16.90, 16.91, 16.71, 15.67],
    .paddingWeight: [23.69, 17.61, 17.61, 17.61, 16.49, 14.25],
    .poolStart: [11.80, 6.27, 6.28, 6.27, 2.67, 10.46],
    .poolTap: [64.32, 42.04, 41.98, 42.04, 38.75, 28.27],
    .pushedRow: [687.81, 410.79, 409.92, 410.77, 409.74, 721.10],
    .row: [1007.36, 554.69, 552.21, 554.69, 510.22, 965.43],
    .tile: [208.84, 150.08, 154.89, 150.07, 139.94, 198.89],
    .tileProduct: [9.53, 2.56, 2.56, 2.56, 0.00, 4.49],
    .tileRun: [196.94, 180.11, 180.12, 180.11, 193.09, 222.99],
    .tileSums: [336.74, 206.69, 206.47, 206.68, 203.87, 202.67],
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
