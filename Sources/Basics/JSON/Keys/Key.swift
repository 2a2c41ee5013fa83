/// One key of an object, or a key that others depend on together with them.
package struct Key<Object> {
  /// The names that may be there beside the given fields.
  let names: (_ fields: JSONFields, _ blank: Object) throws(JSONError) -> [String]
  let read: (JSONFields, inout Object) throws(JSONError) -> Void
  let members: (Object, _ blank: Object, KeyStyle) -> [(key: String, value: JSONTree)]
  let rows: (_ blank: Object) -> [KeyPage.Row]
  let pages: () -> [KeyPage]

  package init(
    names: @escaping (_ fields: JSONFields, _ blank: Object) throws(JSONError) -> [String],
    read: @escaping (JSONFields, inout Object) throws(JSONError) -> Void,
    members: @escaping (Object, _ blank: Object, KeyStyle) -> [(key: String, value: JSONTree)],
    rows: @escaping (_ blank: Object) -> [KeyPage.Row], pages: @escaping () -> [KeyPage]
  ) {
    self.names = names
    self.read = read
    self.members = members
    self.rows = rows
    self.pages = pages
  }

  /// A key with the blank object's value as its default.
  package static func key<Value: Equatable>(
    _ name: String, _ path: WritableKeyPath<Object, Value>, _ type: KeyType<Value>, _ text: String
  ) -> Key {
    Key(name, path, type, text, isRequired: false)
  }

  /// A key without a default.
  package static func required<Value: Equatable>(
    _ name: String, _ path: WritableKeyPath<Object, Value>, _ type: KeyType<Value>, _ text: String
  ) -> Key {
    Key(name, path, type, text, isRequired: true)
  }

  private init<Value: Equatable>(
    _ name: String, _ path: WritableKeyPath<Object, Value>, _ type: KeyType<Value>, _ text: String,
    isRequired: Bool
  ) {
    self.init(
      names: { _, _ in [name] },
      read: { fields, object throws(JSONError) in
        guard isRequired || fields.isGiven(name) else { return }
        object[keyPath: path] = try type.read(fields, name)
      },
      members: { object, blank, style in
        let value = object[keyPath: path]
        if !isRequired, style == .brief, blank[keyPath: path] == value { return [] }
        return [(name, type.write(value, style))]
      },
      rows: { blank in
        let missing = isRequired ? nil : type.write(blank[keyPath: path], .everyKey)
        return [KeyPage.Row(name: name, type: type.text, missing: missing, text: text)]
      },
      pages: type.pages)
  }

  /// The key of an object that is a part of another.
  package func nested<Outer>(in path: WritableKeyPath<Outer, Object>) -> Key<Outer> {
    Key<Outer>(
      names: { fields, blank throws(JSONError) in try names(fields, blank[keyPath: path]) },
      read: { fields, outer throws(JSONError) in try read(fields, &outer[keyPath: path]) },
      members: { members($0[keyPath: path], $1[keyPath: path], $2) },
      rows: { rows($0[keyPath: path]) }, pages: pages)
  }
}
