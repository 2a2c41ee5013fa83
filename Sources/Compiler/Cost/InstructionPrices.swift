/// Instructions of each term, as `Tools/device-figures` fitted them to emulated devices.
enum InstructionPrices {
  /// By term, on each of `DeviceTarget.allCases`.
  private static let prices: [InstructionTerm: [Double]] = [
    .addition: [326.38, 193.40, 193.06, 193.41, 194.77, 207.26],
    .averageOutput: [162.30, 101.99, 101.49, 101.99, 101.84, 147.70],
    .bitmapWeight: [45.79, 32.02, 32.02, 32.02, 31.79, 28.89],
    .channelRun: [80.84, 74.25, 74.28, 74.25, 90.18, 51.79],
    .channelSum: [237.04, 158.63, 160.07, 158.65, 55.38, 188.74],
    .concatenation: [157.84, 109.24, 109.08, 109.24, 104.62, 131.37],
    .depthwiseOutput: [260.44, 185.26, 186.73, 185.26, 173.19, 164.85],
    .depthwiseProduct: [17.59, 13.41, 13.54, 13.41, 13.05, 10.58],
    .depthwiseRun: [55.30, 37.65, 37.77, 37.65, 36.20, 41.46],
    .depthwiseWeight: [23.78, 14.84, 14.74, 14.84, 14.96, 22.36],
    .entropyStart: [22841.29, 18047.10, 17779.85, 18046.77, 18653.94, 18399.87],
    .entropyWeight: [68.53, 54.01, 53.95, 54.01, 50.91, 45.04],
    .firing: [3115.85, 1929.01, 1926.58, 1929.01, 1907.05, 3278.14],
    .int16Product: [9.16, 2.79, 2.82, 2.79, 3.53, 4.10],
    .output: [98.73, 58.14, 58.17, 58.14, 53.24, 51.28],
    .packedWeight: [23.77, 16.91, 16.90, 16.91, 16.71, 15.74],
    .paddingWeight: [23.43, 17.61, 17.61, 17.61, 16.49, 14.15],
    .poolOutput: [0.00, 1.24, 0.92, 1.24, 1.50, 0.00],
    .poolStart: [11.81, 6.26, 6.28, 6.26, 2.67, 10.50],
    .poolTap: [63.67, 41.81, 41.81, 41.81, 38.46, 27.84],
    .pushedRow: [687.04, 410.82, 409.93, 410.79, 409.77, 720.61],
    .row: [871.88, 554.70, 552.22, 554.71, 510.23, 880.45],
    .tile: [322.21, 150.00, 154.84, 150.01, 139.92, 272.26],
    .tileProduct: [9.55, 2.56, 2.56, 2.56, 0.00, 4.50],
    .tileRun: [198.33, 180.09, 180.11, 180.10, 193.09, 222.97],
    .tileSums: [352.31, 206.69, 206.47, 206.68, 203.86, 213.35],
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
