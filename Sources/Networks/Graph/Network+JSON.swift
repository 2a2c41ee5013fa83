public import Foundation
package import Basics

extension Network {
  /// Reads and validates a network in the form that `json()` writes.
  ///
  /// Keys with a default may be missing, and `from` where a layer reads the one before it (the
  /// first layer: the first input). Unknown keys are errors. Any bytes at all may be given.
  public init(json: Data) throws(NetworkFileError) {
    let network = try Result { () throws(JSONError) in
      try Self.keys.read(JSONFields(JSONReader.read([UInt8](json)), place: "the network"))
    }.mapError(NetworkFileError.json).get()
    try Result { () throws(NetworkError) in try network.validate() }
      .mapError(NetworkFileError.invalid).get()
    self = network
  }

  /// The network as readable JSON, one layer a line: the same bytes for equal networks.
  ///
  /// Values that have a default are left out, and `from` where a layer reads the one before it.
  /// What a valid network writes, `init(json:)` reads back as an equal network.
  public func json() -> Data {
    Data(jsonString(compact: false).utf8)
  }

  /// The text of `json()`; compact without line breaks and spaces, for a checkpoint's metadata.
  public func jsonString(compact: Bool) -> String {
    if compact { return Self.keys.tree(self, .brief).line(spaced: false) }
    let lines = Self.keys.members(self, .brief).map { key, value in
      guard case .list(let elements) = value, !elements.isEmpty else {
        return "\(key.jsonQuoted): \(value.line())"
      }
      let list = elements.map { $0.line() }.joined(separator: ",\n    ")
      return "\(key.jsonQuoted): [\n    \(list)\n  ]"
    }
    return "{\n  \(lines.joined(separator: ",\n  "))\n}\n"
  }

  /// The documentation of every key.
  package static var keyPages: [KeyPage] { keys.pages }
}
