/// The numbers that a key allows, and their description in errors.
package struct NumberRange: Sendable {
  private enum End {
    case none
    case included(Double)
    case excluded(Double)
  }

  private var lower: Double
  private var includesLower: Bool
  private var upper: End

  package static func above(_ lower: Double) -> NumberRange {
    NumberRange(lower: lower, includesLower: false, upper: .none)
  }

  package static func atLeast(_ lower: Double) -> NumberRange {
    NumberRange(lower: lower, includesLower: true, upper: .none)
  }

  package func atMost(_ upper: Double) -> NumberRange {
    NumberRange(lower: lower, includesLower: includesLower, upper: .included(upper))
  }

  package func below(_ upper: Double) -> NumberRange {
    NumberRange(lower: lower, includesLower: includesLower, upper: .excluded(upper))
  }

  package func contains(_ number: Double) -> Bool {
    let isBelowUpper =
      switch upper {
      case .none: true
      case .included(let upper): number <= upper
      case .excluded(let upper): number < upper
      }
    return isBelowUpper && (includesLower ? number >= lower : number > lower)
  }
}

extension NumberRange: CustomStringConvertible {
  package var description: String {
    let start = "\(includesLower ? "at least" : "above") \(lower.jsonText)"
    return switch upper {
    case .none: start
    case .included(let upper): "\(start) and at most \(upper.jsonText)"
    case .excluded(let upper): "\(start) and below \(upper.jsonText)"
    }
  }
}
