/// The number of bytes that a text names: decimal digits, then nothing, `B`, a unit of thousands
/// (`kB`, `MB`, `GB`) or a unit of 1,024s (`KiB`, `MiB`, `GiB`); one space may stand between.
///
/// `KB` is refused: half of its readers take it for 1,000 and the other half for 1,024. So are
/// signs, fractions, and sizes that an `Int` does not hold.
public func byteCount(_ text: String) -> Int? {
  let digits = text.prefix { "0"..."9" ~= $0 }
  var unit = text.dropFirst(digits.count)
  if unit.count > 1, unit.first == " " { unit.removeFirst() }
  let factors: [Substring: Int] = [
    "": 1, "B": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10,
    "MiB": 1 << 20, "GiB": 1 << 30,
  ]
  guard let factor = factors[unit], let count = Int(digits) else { return nil }
  let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
  return overflow ? nil : bytes
}
