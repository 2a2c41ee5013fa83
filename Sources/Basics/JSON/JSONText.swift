extension String {
  /// The string as JSON, with what JSON does not allow in it escaped.
  package var jsonQuoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{0}"..<"\u{20}":
        let code = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension Double {
  /// The shortest JSON that reads back as this number, which is finite; whole ones up to 2^53
  /// without a point.
  package var jsonText: String {
    guard self == rounded(), magnitude <= 0x1p53, !(self == 0 && sign == .minus) else {
      return description
    }
    return "\(Int(self))"
  }
}
