/// Foreign text as a message can show it: on one line, without control or formatting characters,
/// and cut after `limit` Unicode scalars.
package func printable(_ text: String, limit: Int = .max) -> String {
  let kept = text.unicodeScalars.prefix(limit)
  let shown = kept.map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }
  return shown.joined() + (kept.endIndex < text.unicodeScalars.endIndex ? "…" : "")
}
