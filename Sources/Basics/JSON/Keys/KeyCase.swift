/// One of the values that a key chooses among, with the keys that go with it.
package struct KeyCase<Value> {
  package let name: String
  let text: String
  let rows: () -> [KeyPage.Row]
  let names: (JSONFields) throws(JSONError) -> [String]
  let read: (JSONFields) throws(JSONError) -> Value
  /// nil for values of other cases.
  let members: (Value, KeyStyle) -> [(key: String, value: JSONTree)]?

  /// - Parameter parts: what `make` was given, or nil for values of other cases.
  package init<Parts>(
    _ name: String, _ text: String, _ table: KeyTable<Parts>, make: @escaping (Parts) -> Value,
    parts: @escaping (Value) -> Parts?
  ) {
    self.name = name
    self.text = text
    rows = { table.rows }
    names = table.names
    read = { fields throws(JSONError) in make(try table.values(fields)) }
    members = { value, style in parts(value).map { table.members($0, style) } }
  }
}

extension KeyCase where Value: Equatable {
  /// A case without keys.
  package init(_ name: String, _ text: String, _ value: Value) {
    self.init(name, text, KeyTable((), []), make: { value }, parts: { $0 == value ? () : nil })
  }
}

extension Key {
  /// A key that chooses among cases, and the keys of the chosen one.
  ///
  /// - Parameter isRequired: without it, the blank object's case is the default.
  /// - Precondition: Every value is of one of the cases.
  package static func cases<Value: Equatable>(
    _ name: String, _ path: WritableKeyPath<Object, Value>, _ cases: [KeyCase<Value>],
    _ text: String, title: String, isRequired: Bool = false
  ) -> Key {
    func chosen(_ fields: JSONFields, _ missing: Value) throws(JSONError) -> KeyCase<Value> {
      guard isRequired || fields.isGiven(name) else { return cases.of(missing) }
      return try fields.choice(name, among: cases.map { ($0.name, $0) })
    }
    return Key(
      names: { fields, blank throws(JSONError) in
        [name] + (try chosen(fields, blank[keyPath: path]).names(fields))
      },
      read: { fields, object throws(JSONError) in
        object[keyPath: path] = try chosen(fields, object[keyPath: path]).read(fields)
      },
      members: { object, _, style in
        let value = object[keyPath: path]
        let chosen = cases.of(value)
        return [(name, .string(chosen.name))] + (chosen.members(value, style) ?? [])
      },
      rows: { blank in
        [
          KeyPage.Row(
            name: name, type: cases.map { "`\($0.name)`" }.joined(separator: ", "),
            missing: isRequired ? nil : .string(cases.of(blank[keyPath: path]).name), text: text)
        ]
      },
      pages: { [KeyPage(title: title, cases: cases, of: name)] })
  }
}

extension Array {
  /// The case that a value is of.
  ///
  /// - Precondition: There is one.
  package func of<Value>(_ value: Value) -> KeyCase<Value> where Element == KeyCase<Value> {
    for element in self where element.members(value, .brief) != nil { return element }
    preconditionFailure("\(value) is of no case")
  }
}
