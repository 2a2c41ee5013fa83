/// The keys of an object, each of them once: reading, checking, writing and documentation follow.
///
/// ```
/// KeyTable(
///   Crop(), name: "crop", text: "A piece of the clip at random.",
///   [
///     .required("seconds", \.seconds, .number(in: .above(0)), "The length of the piece."),
///     .key("quietest", \.quietest, .optional(.number()), "How many dB the piece may be below."),
///   ])
/// ```
///
/// A key that is missing, or null, has its default. Unknown keys are errors.
package struct KeyTable<Object> {
  /// What documentation calls the object.
  let name: String
  /// A sentence or two on what the object is.
  let text: String
  /// With every default; what it has under required keys is never seen.
  let blank: Object
  let keys: [Key<Object>]

  package init(_ blank: Object, name: String = "", text: String = "", _ keys: [Key<Object>]) {
    self.name = name
    self.text = text
    self.blank = blank
    self.keys = keys
  }

  package func read(_ fields: JSONFields) throws(JSONError) -> Object {
    try fields.allow(try names(fields))
    return try values(fields)
  }

  package func tree(_ object: Object, _ style: KeyStyle) -> JSONTree {
    .object(members(object, style))
  }

  package func members(_ object: Object, _ style: KeyStyle) -> [(key: String, value: JSONTree)] {
    keys.flatMap { $0.members(object, blank, style) }
  }

  package func names(_ fields: JSONFields) throws(JSONError) -> [String] {
    var names: [String] = []
    for key in keys { names += try key.names(fields, blank) }
    return names
  }

  /// The object, whatever other keys there are.
  package func values(_ fields: JSONFields) throws(JSONError) -> Object {
    var object = blank
    for key in keys { try key.read(fields, &object) }
    return object
  }
}

/// Which keys are written.
package enum KeyStyle {
  case everyKey
  /// Without those that have their default.
  case brief
}
