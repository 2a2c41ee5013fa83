/// The `__metadata__` of a safetensors file: texts by key, in the order of the file.
///
/// Keys are distinct as UTF-8 bytes, as the format compares them: a composed and a decomposed "é"
/// are two keys. A look-up walks over the entries.
public struct SafetensorsMetadata: Equatable, Sendable {
  public struct Entry: Equatable, Sendable {
    public let key: String
    public let value: String
  }

  public private(set) var entries: [Entry]

  /// A new key goes to the end, a known one keeps its place, and nil removes it.
  public subscript(key: String) -> String? {
    get {
      index(of: key).map { entries[$0].value }
    }
    set {
      switch (index(of: key), newValue) {
      case (let index?, let value?): entries[index] = Entry(key: key, value: value)
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append(Entry(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  private func index(of key: String) -> Int? {
    entries.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }
}

extension SafetensorsMetadata: ExpressibleByDictionaryLiteral {
  /// Requires distinct keys.
  public init(dictionaryLiteral elements: (String, String)...) {
    entries = []
    for (key, value) in elements {
      precondition(self[key] == nil, "a metadata key is given twice")
      self[key] = value
    }
  }
}
