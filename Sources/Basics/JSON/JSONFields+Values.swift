extension JSONFields {
  package func integer(_ key: String, in range: ClosedRange<Int>? = nil) throws(JSONError) -> Int {
    let integer = try part(of: key, "a whole number") {
      if case .integer(let integer) = $0 { integer } else { nil }
    }
    if let range, !range.contains(integer) {
      throw outOfRange(key, "from \(range.lowerBound) to \(range.upperBound)", try value(key))
    }
    return integer
  }

  package func number(
    _ key: String, in range: NumberRange? = nil, default missing: Double? = nil
  ) throws(JSONError) -> Double {
    if let missing, !has(key) { return missing }
    return try number(try value(key), of: key, in: range, expected: "a number")
  }

  package func bool(_ key: String) throws(JSONError) -> Bool {
    try part(of: key, "true or false") { if case .bool(let bool) = $0 { bool } else { nil } }
  }

  package func string(_ key: String) throws(JSONError) -> String {
    try part(of: key, "a string") { if case .string(let string) = $0 { string } else { nil } }
  }

  package func list(_ key: String) throws(JSONError) -> [JSONValue] {
    try part(of: key, "a list") { if case .array(let elements) = $0 { elements } else { nil } }
  }

  private func part<Part>(
    of key: String, _ expected: String, _ part: (JSONValue.Content) -> Part?
  ) throws(JSONError) -> Part {
    let value = try value(key)
    guard let part = part(value.content) else { throw wrongType(key, expected, value) }
    return part
  }

  /// One of the known values, by its name.
  package func choice<Value>(
    _ key: String, among known: [(name: String, value: Value)]
  ) throws(JSONError) -> Value {
    let value = try value(key)
    let name = try string(key)
    guard let choice = known.first(where: { $0.name == name }) else {
      throw .unknownValue(
        place: place, key: key, value: name, known: known.map(\.name), line: value.line)
    }
    return choice.value
  }

  package func strings(_ key: String) throws(JSONError) -> [String] {
    try list(key).map { element throws(JSONError) in
      if case .string(let string) = element.content { return string }
      throw wrongType(key, "a list of strings", element)
    }
  }

  package func numbers(_ key: String, in range: NumberRange) throws(JSONError) -> [Double] {
    try list(key).map { element throws(JSONError) in
      try number(element, of: key, in: range, expected: "a list of numbers")
    }
  }

  private func number(
    _ value: JSONValue, of key: String, in range: NumberRange?, expected: String
  ) throws(JSONError) -> Double {
    let number: Double
    switch value.content {
    case .integer(let integer): number = Double(integer)
    case .number(let exact): number = exact
    default: throw wrongType(key, expected, value)
    }
    if let range, !range.contains(number) { throw outOfRange(key, "\(range)", value) }
    return number
  }
}
