/// Instructions of each term, as `Tools/device-figures` fitted them to emulated devices.
enum InstructionPrices {
  /// By term, on each of `DeviceTarget.allCases`.
  private static let prices: [InstructionTerm: [Double]] = [
    .addition: [645.36, 327.67, 327.68, 327.66, 321.20, 607.21],
    .averageOutput: [179.62, 105.07, 104.86, 105.08, 103.63, 160.08],
    .averageTap: [25.67, 19.77, 19.57, 19.77, 22.21, 24.25],
    .bitmapWeight: [44.42, 31.18, 31.18, 31.18, 30.99, 27.40],
    .channelProduct: [0.16, 0.18, 0.16, 0.18, 0.00, 0.00],
    .channelRun: [123.67, 104.29, 104.26, 104.29, 127.25, 91.38],
    .channelSum: [443.70, 284.75, 285.17, 284.76, 193.95, 429.72],
    .concatenation: [224.29, 139.85, 139.96, 139.85, 135.24, 182.46],
    .depthwiseOutput: [227.56, 178.99, 179.73, 178.99, 159.51, 156.32],
    .depthwiseProduct: [21.30, 17.62, 17.72, 17.62, 15.90, 11.40],
    .depthwiseRun: [49.10, 35.85, 36.25, 35.85, 32.64, 35.75],
    .depthwiseWeight: [19.00, 11.06, 11.04, 11.06, 11.01, 16.60],
    .entropyStart: [0.00, 2184.72, 1792.55, 2184.71, 1511.64, 0.00],
    .entropyWeight: [77.25, 60.63, 60.63, 60.63, 61.70, 57.43],
    .firing: [3976.23, 2327.81, 2327.46, 2327.85, 2328.51, 4356.68],
    .gainSample: [41.64, 7.39, 7.38, 7.39, 6.58, 15.03],
    .lookup: [0.00, 0.92, 0.93, 0.93, 1.26, 0.00],
    .output: [112.68, 73.44, 73.37, 73.44, 70.85, 74.65],
    .packedWeight: [22.46, 16.11, 16.11, 16.11, 15.94, 14.27],
    .paddingWeight: [14.64, 12.51, 12.52, 12.51, 13.18, 8.86],
    .poolOutput: [32.18, 22.75, 22.79, 22.77, 21.56, 7.38],
    .poolStart: [10.26, 5.91, 5.91, 5.91, 5.61, 10.18],
    .poolTap: [65.71, 33.56, 33.55, 33.55, 32.34, 23.30],
    .pushedRow: [962.63, 612.37, 612.28, 612.33, 610.73, 1066.39],
    .row: [326.00, 205.66, 204.73, 205.67, 134.78, 273.63],
    .runningSample: [658.40, 461.27, 461.18, 461.27, 455.67, 743.92],
    .score: [171.31, 92.47, 92.45, 92.46, 90.55, 160.91],
    .tile: [295.76, 166.41, 163.85, 166.41, 202.60, 302.30],
    .tileProduct: [9.34, 2.65, 2.65, 2.65, 0.07, 4.65],
    .tileRun: [152.86, 122.63, 122.61, 122.64, 128.02, 123.70],
    .tileSums: [378.17, 239.01, 238.61, 239.00, 244.38, 263.28],
    .int16ChannelProduct: [4.99, 2.70, 2.69, 2.69, 8.64, 6.72],
    .int16Product: [12.42, 5.99, 5.99, 5.99, 6.19, 7.98],
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
