import Basics

extension JSONFields {
  /// One whole number for both sides, or a list of height and width.
  func size(_ key: String, default missing: Size2D? = nil) throws(JSONError) -> Size2D {
    if let missing, !has(key) { return missing }
    let value = try value(key)
    switch value.content {
    case .integer(let side):
      return Size2D(side)
    case .array(let elements):
      guard elements.count == 2, case .integer(let height) = elements[0].content,
        case .integer(let width) = elements[1].content
      else { fallthrough }
      return Size2D(height: height, width: width)
    default:
      throw wrongType(key, "a whole number or [height, width]", value)
    }
  }
}
