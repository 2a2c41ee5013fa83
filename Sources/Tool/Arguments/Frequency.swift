/// The whole cycles a second that a text names: a number, then nothing, `Hz`, `kHz`, `MHz` or `GHz`; one
/// space may stand between. nil below 1 Hz and above 100 GHz.
public func frequency(_ text: String) -> Int? {
  let digits = text.prefix { "0"..."9" ~= $0 || $0 == "." }
  var unit = text.dropFirst(digits.count)
  if unit.count > 1, unit.first == " " { unit.removeFirst() }
  let factors: [Substring: Double] = ["": 1, "Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9]
  guard let factor = factors[unit], let number = Double(digits) else { return nil }
  let hertz = (number * factor).rounded()
  return hertz >= 1 && hertz <= 1e11 ? Int(hertz) : nil
}
