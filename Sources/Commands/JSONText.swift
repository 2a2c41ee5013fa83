import Foundation

/// A value as JSON with sorted keys, for machines.
func jsonText(_ value: some Encodable, isPretty: Bool = true) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting =
    isPretty
    ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    : [
      .sortedKeys, .withoutEscapingSlashes,
    ]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
