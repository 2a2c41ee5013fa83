import Foundation

/// Numbers as people read them; the same bytes under every locale.
package enum Numerals {
  /// A fixed count of decimals and a proper minus sign: 0.50, −3.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    return value < 0 && !isZero ? "−" + text : text
  }

  /// The same, and a dash where there is no number.
  package static func fixed(_ value: Double?, decimals: Int) -> String {
    value.map { fixed($0, decimals: decimals) } ?? "–"
  }

  /// 61.5 %, with a space that does not break.
  package static func percent(_ share: Double, decimals: Int = 1) -> String {
    fixed(share * 100, decimals: decimals) + "\u{A0}%"
  }

  /// A number with the decimals that tell multiples of a step apart, grouped; far from one, in
  /// powers of ten.
  package static func multiple(_ value: Double, ofStep step: Double) -> String {
    if step < 1e-6 || step >= 1e9 { return scientific(value) }
    let decimals = max(0, Int(-(log10(step) + 1e-9).rounded(.down)))
    if decimals == 0, abs(value) < 1e15 { return Int(value.rounded()).grouped }
    return fixed(value, decimals: decimals)
  }

  /// Five significant digits at most: 0.32, 0.0025.
  package static func short(_ value: Double) -> String { String(format: "%.5g", value) }

  /// Three digits and a power of ten: 2.5e−7.
  package static func scientific(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let parts = String(format: "%.2e", abs(value)).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return fixed(value, decimals: 0) }
    let digits = parts[0].split(separator: ".").joined()
    let kept = digits.reversed().drop { $0 == "0" }.reversed()
    let fraction = kept.count > 1 ? "." + String(kept.dropFirst()) : ""
    return (value < 0 ? "−" : "") + String(digits.prefix(1)) + fraction + "e"
      + (exponent < 0 ? "−" : "") + "\(exponent.magnitude)"
  }

  /// Bytes in the largest binary unit that is not larger than they are: 128 KiB, 1.5 MiB.
  package static func bytes(_ value: Double) -> String {
    var value = value
    var unit = "B"
    for larger in ["KiB", "MiB", "GiB"] where value >= 1024 {
      value /= 1024
      unit = larger
    }
    if abs(value) >= 1e6 { return scientific(value) + "\u{A0}" + unit }
    let decimals = value == value.rounded() ? 0 : value < 10 ? 2 : 1
    return fixed(value, decimals: decimals) + "\u{A0}" + unit
  }

  /// A coordinate of a picture: at most two decimals, no trailing zeros.
  package static func coordinate(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if rest == 0 { return "\(sign)\(whole)" }
    if rest.isMultiple(of: 10) { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension Int {
  /// The number with a comma between thousands: 319,093.
  package var grouped: String {
    let digits = String(magnitude)
    var text = self < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
