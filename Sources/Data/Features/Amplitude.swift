/// The amplitude of a clip of float samples.
public enum Amplitude {
  /// (x − mean) / deviation over all values, with the deviation √(Σ(x − mean)² / n), in double
  /// precision. A clip without variation, silence above all, becomes zeros.
  public static func standardised(_ values: [Float]) -> [Float] {
    guard let first = values.first, values.contains(where: { $0 != first }) else {
      return [Float](repeating: 0, count: values.count)
    }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / count
    let squares = values.reduce(0) { sum, value in
      let difference = Double(value) - mean
      return sum + difference * difference
    }
    let deviation = (squares / count).squareRoot()
    return values.map { Float((Double($0) - mean) / deviation) }
  }
}
