/// The members of one JSON object, and what errors call the object.
struct JSONFields {
  var place: String
  private var line: Int
  private var members: [(key: String, line: Int, value: JSONValue)]

  init(_ value: JSONValue, place: String) throws(NetworkFileError) {
    guard case .object(let members) = value.content else {
      throw .wrongType(
        place: place, key: "it", expected: "an object", actual: value.phrase, line: value.line)
    }
    self.place = place
    self.members = members
    line = value.line
  }

  /// Throws at the first key that is not among these.
  func allow(_ known: [String]) throws(NetworkFileError) {
    if let member = members.first(where: { !known.contains($0.key) }) {
      throw .unknownKey(place: place, key: member.key, line: member.line, known: known)
    }
  }

  func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  private func value(_ key: String) throws(NetworkFileError) -> JSONValue {
    guard let member = members.first(where: { $0.key == key }) else {
      throw .missingKey(place: place, key: key, line: line)
    }
    return member.value
  }

  private func wrongType(_ key: String, _ expected: String, _ value: JSONValue) -> NetworkFileError
  {
    .wrongType(
      place: place, key: key, expected: expected, actual: value.phrase, line: value.line)
  }

  func integer(_ key: String, default missing: Int? = nil) throws(NetworkFileError) -> Int {
    if let missing, !has(key) { return missing }
    let value = try value(key)
    guard case .integer(let integer) = value.content else {
      throw wrongType(key, "a whole number", value)
    }
    return integer
  }

  func number(_ key: String, default missing: Double? = nil) throws(NetworkFileError) -> Double {
    if let missing, !has(key) { return missing }
    let value = try value(key)
    switch value.content {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw wrongType(key, "a number", value)
    }
  }

  func bool(_ key: String, default missing: Bool) throws(NetworkFileError) -> Bool {
    guard has(key) else { return missing }
    let value = try value(key)
    guard case .bool(let bool) = value.content else {
      throw wrongType(key, "true or false", value)
    }
    return bool
  }

  func string(_ key: String) throws(NetworkFileError) -> String {
    let value = try value(key)
    guard case .string(let string) = value.content else {
      throw wrongType(key, "a string", value)
    }
    return string
  }

  /// One of the known strings.
  func choice(_ key: String, among known: [String]) throws(NetworkFileError) -> String {
    let value = try value(key)
    let choice = try string(key)
    guard known.contains(choice) else {
      throw .unknownValue(place: place, key: key, value: choice, known: known, line: value.line)
    }
    return choice
  }

  func strings(_ key: String) throws(NetworkFileError) -> [String] {
    var strings: [String] = []
    for element in try list(key) {
      guard case .string(let string) = element.content else {
        throw wrongType(key, "a list of strings", element)
      }
      strings.append(string)
    }
    return strings
  }

  func list(_ key: String) throws(NetworkFileError) -> [JSONValue] {
    let value = try value(key)
    guard case .array(let elements) = value.content else {
      throw wrongType(key, "a list", value)
    }
    return elements
  }

  /// One whole number for both sides, or a list of height and width.
  func size(_ key: String, default missing: Size2D? = nil) throws(NetworkFileError) -> Size2D {
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
