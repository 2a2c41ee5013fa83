/// Keys that are distinct as UTF-8 bytes, where `String` would equate canonical equivalents.
package struct KeySet {
  private var keys: Set<[UInt8]> = []

  package init() {}

  /// False where the key was there before.
  package mutating func insert(_ key: String) -> Bool { keys.insert(Array(key.utf8)).inserted }
}
