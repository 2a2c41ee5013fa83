/// The number of bytes that a text names: decimal digits, then nothing, `B`, a unit of thousands
/// (`kB`, `MB`, `GB`) or a unit of 1,024s (`KiB`, `MiB`, `GiB`); one space may stand between.
///
/// `KB` is refused: half of its readers take it for 1,000 and the other half for 1,024. So are
/// signs, fractions, and sizes that an `Int` does not hold.
public func byteCount(_ text: String) -> Int? {
  let digits = text.prefix { "0"..."9" ~= $0 }
  var unit = text.dropFirst(digits.count)
  if unit.count > 1, unit.first == " " { unit.removeFirst() }
  let factor: Int
  switch unit {
  case "", "B": factor = 1
  case "kB": factor = 1_000
  case "MB": factor = 1_000_000
  case "GB": factor = 1_000_000_000
  case "KiB": factor = 1 << 10
  case "MiB": factor = 1 << 20
  case "GiB": factor = 1 << 30
  default: return nil
  }
  guard let count = Int(digits) else { return nil }
  let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
  return overflow ? nil : bytes
}
