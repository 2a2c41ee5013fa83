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

/// Bytes that should be UTF-8 as a message can show them: each that is not part of a character
/// becomes an escape, as in `caf\xe9.wav`.
package func printable(bytes: [UInt8]) -> String {
  var shown = ""
  var rest = bytes[...]
  while !rest.isEmpty {
    let character = (1...4).lazy.compactMap { String(validating: rest.prefix($0), as: UTF8.self) }
      .first
    shown += character.map { printable($0) } ?? "\\x" + String(rest[rest.startIndex], radix: 16)
    rest = rest.dropFirst(character?.utf8.count ?? 1)
  }
  return shown
}
