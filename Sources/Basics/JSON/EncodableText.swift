import Foundation

/// A value as JSON. Keys are sorted, so equal values are equal bytes.
public func jsonText(_ value: some Encodable, isPretty: Bool = true) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
