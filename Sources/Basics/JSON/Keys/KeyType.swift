/// What stands under a key: how it is read, how it is written, and what documentation calls it.
package struct KeyType<Value> {
  /// As in `number, at least 0`, without an article.
  package let text: String
  /// The pages of the objects inside.
  let pages: () -> [KeyPage]
  package let read: (JSONFields, _ key: String) throws(JSONError) -> Value
  package let write: (Value, KeyStyle) -> JSONTree

  /// A type without objects inside.
  package init(
    _ text: String, read: @escaping (JSONFields, _ key: String) throws(JSONError) -> Value,
    write: @escaping (Value) -> JSONTree
  ) {
    self.init(text, pages: { [] }, read: read, write: { value, _ in write(value) })
  }

  init(
    _ text: String, pages: @escaping () -> [KeyPage],
    read: @escaping (JSONFields, _ key: String) throws(JSONError) -> Value,
    write: @escaping (Value, KeyStyle) -> JSONTree
  ) {
    self.text = text
    self.pages = pages
    self.read = read
    self.write = write
  }

  /// The same value in another type.
  package func mapped<Other>(
    _ other: @escaping (Value) -> Other, back: @escaping (Other) -> Value
  ) -> KeyType<Other> {
    KeyType<Other>(
      text, pages: pages, read: { fields, key throws(JSONError) in other(try read(fields, key)) },
      write: { write(back($0), $1) })
  }

  /// The value or null.
  package static func optional<Wrapped>(
    _ wrapped: KeyType<Wrapped>
  ) -> KeyType where Value == Wrapped? {
    KeyType(
      wrapped.text, pages: wrapped.pages,
      read: { fields, key throws(JSONError) in try wrapped.read(fields, key) },
      write: { value, style in value.map { wrapped.write($0, style) } ?? .null })
  }
}

// Numbers and words

extension KeyType<Int> {
  package static func integer(in range: ClosedRange<Int>? = nil) -> KeyType {
    KeyType(
      "whole number" + (range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""),
      read: { fields, key throws(JSONError) in try fields.integer(key, in: range) },
      write: JSONTree.integer)
  }
}

extension KeyType<Double> {
  package static func number(in range: NumberRange? = nil) -> KeyType {
    KeyType(
      "number" + (range.map { " \($0)" } ?? ""),
      read: { fields, key throws(JSONError) in try fields.number(key, in: range) },
      write: JSONTree.number)
  }
}

extension KeyType<Bool> {
  package static var bool: KeyType {
    KeyType(
      "`true` or `false`",
      read: { fields, key throws(JSONError) in try fields.bool(key) }, write: JSONTree.bool)
  }
}

extension KeyType<String> {
  package static var string: KeyType {
    KeyType(
      "string", read: { fields, key throws(JSONError) in try fields.string(key) },
      write: JSONTree.string)
  }
}

extension KeyType<[String]> {
  package static var strings: KeyType {
    KeyType(
      "list of strings", read: { fields, key throws(JSONError) in try fields.strings(key) },
      write: JSONTree.strings)
  }
}

extension KeyType where Value: Equatable {
  /// One of some values, each by its name.
  package static func oneOf(_ choices: [(name: String, value: Value)]) -> KeyType {
    KeyType(
      choices.map { "`\($0.name)`" }.joined(separator: ", "),
      read: { fields, key throws(JSONError) in try fields.choice(key, among: choices) },
      write: { value in choices.first { $0.value == value }.map { .string($0.name) } ?? .null })
  }
}

extension KeyType where Value: RawRepresentable<String> & CaseIterable & Equatable {
  /// A case, by its raw value.
  package static var choice: KeyType { oneOf(Value.allCases.map { ($0.rawValue, $0) }) }
}

// Objects

extension KeyType {
  package static func object(_ table: KeyTable<Value>) -> KeyType {
    KeyType(
      "object", pages: { table.pages },
      read: { fields, key throws(JSONError) in try table.read(fields.fields(key)) },
      write: table.tree)
  }

  /// - Parameters:
  ///   - place: what errors call an object, with its number behind it.
  ///   - isNamed: whether errors call an object by its key `name` instead.
  package static func list<Element>(
    of table: KeyTable<Element>, place: String, isNamed: Bool = false
  ) -> KeyType where Value == [Element] {
    KeyType(
      "list of objects", pages: { table.pages },
      read: { fields, key throws(JSONError) in
        try fields.list(key).enumerated().map { index, value throws(JSONError) in
          let fields = try JSONFields(value, place: "\(place) \(index + 1)")
          return try table.read(isNamed ? fields.named(place) : fields)
        }
      },
      write: { elements, style in .list(elements.map { table.tree($0, style) }) })
  }
}
