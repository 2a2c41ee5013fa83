extension String {
  /// The string as JSON, in which only `"`, `\` and control characters are escaped.
  package var jsonQuoted: String {
    var text = [UInt8(ascii: "\"")]
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "\""): text += "\\\"".utf8
      case UInt8(ascii: "\\"): text += "\\\\".utf8
      case 0x08: text += "\\b".utf8
      case 0x09: text += "\\t".utf8
      case 0x0A: text += "\\n".utf8
      case 0x0C: text += "\\f".utf8
      case 0x0D: text += "\\r".utf8
      case 0x00..<0x10: text += "\\u000\(String(byte, radix: 16))".utf8
      case 0x10..<0x20: text += "\\u00\(String(byte, radix: 16))".utf8
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
    return String(decoding: text, as: UTF8.self)
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
