/// Foreign text as a message can show it: on one line, without control or formatting characters,
/// and cut after `limit` Unicode scalars.
package func printable(_ text: String, limit: Int = .max) -> String {
  var result = ""
  var isCut = false
  for (index, scalar) in text.unicodeScalars.enumerated() {
    isCut = index == limit
    if isCut { break }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return isCut ? result + "…" : result
}
