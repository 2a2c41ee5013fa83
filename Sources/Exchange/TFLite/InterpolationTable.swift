import Foundation

/// Tables between whose values TFLite interpolates, for functions of int16.
///
/// Half of what a straight line is off in the middle of two entries is taken from the first.
enum InterpolationTable {
  /// The logistic function in 2⁻¹⁶, of 0, 1/24, 2/24, … 255/24, where it is 1 but for the last bit.
  static let logistic: [UInt16] = {
    func value(_ place: Double) -> Double { 65_536 / (1 + exp(-place / 24)) }
    return (0..<255).map { place in
      let (first, middle) = (value(Double(place)), value(Double(place) + 0.5))
      let bend = middle - (first + value(Double(place) + 1)) / 2
      return UInt16((first + bend / 2).rounded())
    } + [.max]
  }()

  /// e to the power of −10 … 0 in 2⁻¹⁵.
  static let exponentials = table(from: -10, to: 0) { exp($0) }

  /// 1 / (1 + a) for a of 0 … 1 in 2⁻¹⁵.
  static let reciprocals = table(from: 0, to: 1) { 1 / (1 + $0) }

  /// 513 values in 2⁻¹⁵, in the single precision and with the roundings that TFLite makes them with.
  private static func table(
    from start: Float, to end: Float, _ function: (Float) -> Float
  ) -> [Int16] {
    let steps = 512
    let step = (end - start) / Float(steps)
    func rounded(_ value: Float) -> Float { value.rounded(.toNearestOrAwayFromZero) }
    func kept(_ value: Float) -> Int16 { Int16(max(-32_768, min(32_767, value))) }
    func scaled(_ place: Float) -> Float { function(place) * 32_768 }
    return (0..<steps).map { index in
      let place = start + Float(index) * step
      let first = rounded(scaled(place))
      let line = rounded((scaled(start + Float(index + 1) * step) + first) / 2)
      return kept(first - rounded((line - rounded(scaled(place + step / 2))) / 2))
    } + [kept(rounded(scaled(end)))]
  }
}
