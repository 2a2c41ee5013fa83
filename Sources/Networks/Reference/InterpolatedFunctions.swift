import Program

extension Sigmoid {
  /// The function of one value, in wide integers, as its definition reads.
  func callAsFunction(_ x: Int) -> Int {
    // In 1/12,288, rounded half up.
    let product = x * Int(multiplier)
    let v = shift > 0 ? (product + 1 << (shift - 1)) >> shift : product
    // tanh(v) = 2 · logistic(2v) − 1.
    let step = isTanh ? 256 : 512
    let (place, rest) = abs(v).quotientAndRemainder(dividingBy: step)
    guard place < table.count - 1 else {
      return v >= 0 ? 32_767 : isTanh ? -32_767 : 1
    }
    // Times 65,536 and the step.
    let share = Int(table[place]) * (step - rest) + Int(table[place + 1]) * rest
    let whole = 65_536 * step
    if isTanh {
      let magnitude = share - whole / 2
      return floorQuotient(v >= 0 ? magnitude + step / 2 : step / 2 - 1 - magnitude, step)
    }
    return floorQuotient(v >= 0 ? share + step : whole - share + step - 1, 2 * step)
  }
}

extension InterpolatedSoftmax {
  /// The scores of a row, in wide integers.
  ///
  /// - Parameters:
  ///   - scaled: rounds as the program's profile has it.
  ///   - clamped: keeps a score within the op's bounds.
  func callAsFunction(
    _ values: [Int16], _ scaled: (Int, ScaleFactor) -> Int, _ clamped: (Int) -> Int16
  ) -> [Int16] {
    let highest = Int(values.max() ?? 0)
    let powers = values.map {
      interpolated(exponentials, wrapped(scaled(Int($0) - highest, factor) + 32_767))
    }
    let sum = powers.reduce(0, +)
    guard sum > 0 else { return powers.map { Int16($0) } }
    var bits = 0
    while sum >> (bits + 1) > 0 { bits += 1 }
    // sum / 2^bits − 1 in 2⁻¹⁶, rounded half up, and from −32,768 on.
    let fraction = ((sum << 17) >> bits + 1) >> 1 - 65_536
    let reciprocal = interpolated(reciprocals, fraction - 32_768)
    return powers.map { power in
      let half = (1 << bits) / 2
      return clamped((power * reciprocal + half) >> bits)
    }
  }

  /// A table's value at x, kept within int16, between entries that lie 128 apart.
  private func interpolated(_ table: [Int16], _ x: Int) -> Int {
    let place = max(-32_768, min(32_767, x)) + 32_768
    let (low, high) = (Int(table[place / 128]), Int(table[place / 128 + 1]))
    // The slope and the value have 16 bits.
    let slope = Int(Int16(truncatingIfNeeded: high - low))
    return Int(Int16(truncatingIfNeeded: low + (slope * (place % 128) + 64) >> 7))
  }
}
