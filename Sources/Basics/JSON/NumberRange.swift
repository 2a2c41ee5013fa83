/// The numbers that a key allows, and their description in errors.
package struct NumberRange: Sendable, CustomStringConvertible {
  package let description: String
  package let contains: @Sendable (Double) -> Bool

  package static func above(_ lower: Double) -> NumberRange {
    NumberRange(description: "above \(lower.jsonText)") { $0 > lower }
  }

  package static func atLeast(_ lower: Double) -> NumberRange {
    NumberRange(description: "at least \(lower.jsonText)") { $0 >= lower }
  }

  package func atMost(_ upper: Double) -> NumberRange {
    NumberRange(description: "\(self) and at most \(upper.jsonText)") {
      contains($0) && $0 <= upper
    }
  }

  package func below(_ upper: Double) -> NumberRange {
    NumberRange(description: "\(self) and below \(upper.jsonText)") { contains($0) && $0 < upper }
  }
}
