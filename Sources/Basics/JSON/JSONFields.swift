/// The members of one JSON object, and what errors call the object.
///
/// Every function reads one key and throws an error with its line; without a default the key has to
/// be there.
package struct JSONFields {
  package var place: String
  private var line: Int
  private var members: [(key: String, line: Int, value: JSONValue)]

  package init(_ value: JSONValue, place: String) throws(JSONError) {
    guard case .object(let members) = value.content else {
      throw .wrongType(
        place: place, key: "it", expected: "an object", actual: value.phrase, line: value.line)
    }
    self.place = place
    self.members = members
    line = value.line
  }

  /// Throws at the first key that is not among these.
  package func allow(_ known: [String]) throws(JSONError) {
    if let member = members.first(where: { !known.contains($0.key) }) {
      throw .unknownKey(place: place, key: member.key, line: member.line, known: known)
    }
  }

  package func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  /// Whether the key is there with a value other than null.
  package func isGiven(_ key: String) -> Bool {
    members.contains { if case .null = $0.value.content { false } else { $0.key == key } }
  }

  package func value(_ key: String) throws(JSONError) -> JSONValue {
    guard let member = members.first(where: { $0.key == key }) else {
      throw .missingKey(place: place, key: key, line: line)
    }
    return member.value
  }

  /// The same object, called by its name from here on.
  package func named(_ kind: String) throws(JSONError) -> JSONFields {
    var named = self
    named.place = "\(kind) \(try string("name").debugDescription)"
    return named
  }

  /// The object under the key, called like the key unless errors are to call it otherwise.
  package func fields(_ key: String, place: String? = nil) throws(JSONError) -> JSONFields {
    try JSONFields(try value(key), place: place ?? key)
  }

  /// The object under the key, or one without members.
  package func fieldsOrNone(_ key: String) throws(JSONError) -> JSONFields {
    let none = JSONValue(line: line, content: .object([]))
    return try JSONFields(isGiven(key) ? try value(key) : none, place: key)
  }

  // Errors

  /// The error for a value of the key that is of another type.
  package func wrongType(_ key: String, _ expected: String, _ value: JSONValue) -> JSONError {
    .wrongType(place: place, key: key, expected: expected, actual: value.phrase, line: value.line)
  }

  /// The error for a value of the key that is of the right type and yet none of those expected.
  package func outOfRange(_ key: String, _ expected: String, _ value: JSONValue) -> JSONError {
    .outOfRange(place: place, key: key, value: value.phrase, expected: expected, line: value.line)
  }
}
