import Arguments
import Compiler
import Basics
import Reports

/// A budget in a file: limits, a device, and a baseline with the growth that is allowed.
///
///     {
///       "target": "cortex-m4",
///       "file": "128KiB", "arena": "64KiB", "instructions": 900000000,
///       "accuracy": 0.85,
///       "baseline": "baseline.json", "growth": {"file": 1, "instructions": 2}
///     }
///
/// Sizes are numbers of bytes or texts as on the command line; growth is in per cent of the
/// baseline, accuracy may fall by as many points. A baseline is what `check --write-baseline` wrote.
struct BudgetFile {
  let gate: Gate
  let target: DeviceTarget?

  init(_ path: String) throws {
    do {
      let fields = try JSONFields(
        JSONReader.read(try WholeFile.read(path)), place: "the budget")
      let quantities = Quantity.allCases.map(\.rawValue)
      try fields.allow(["target", "baseline", "growth"] + quantities)
      target =
        fields.has("target")
        ? DeviceTarget(
          rawValue: try fields.choice("target", among: DeviceTarget.allCases.map(\.rawValue))) : nil
      var gate = Gate()
      for quantity in Quantity.allCases where fields.has(quantity.rawValue) {
        gate.limits[quantity] = Gate.Limit(value: try Self.limit(quantity, fields))
      }
      if fields.has("baseline") {
        let baseline = try Self.baseline(try fields.string("baseline"), beside: path)
        let growth = try fields.fieldsOrNone("growth")
        try growth.allow(quantities)
        for (quantity, value) in baseline {
          let percent = try growth.number(
            quantity.rawValue, in: .atLeast(0), default: 0)
          gate.tighten(quantity, value, percent: percent)
        }
      }
      guard !gate.limits.isEmpty else {
        throw CommandError(
          "\(path): limits nothing; name one of \(quantities.joined(separator: ", "))")
      }
      for quantity in Quantity.allCases
      where quantity.needsTarget && gate.limits[quantity] != nil && target == nil {
        throw CommandError("\(path): \(quantity.rawValue) needs a \"target\"")
      }
      self.gate = gate
    } catch let error as JSONError {
      throw CommandError("\(path): \(error)")
    }
  }

  private static func limit(_ quantity: Quantity, _ fields: JSONFields) throws -> Double {
    let key = quantity.rawValue
    if quantity == .accuracy { return try fields.number(key, in: NumberRange.atLeast(0).atMost(1)) }
    if quantity.isBytes, case .string(let text) = try fields.value(key).content {
      guard let bytes = byteCount(text) else {
        throw try fields.wrongType(key, "bytes or a size as \"128KiB\"", fields.value(key))
      }
      return Double(bytes)
    }
    return Double(try fields.integer(key, in: 0...Int.max))
  }

  /// The figures of a baseline, whose path is relative to the budget's.
  private static func baseline(
    _ name: String, beside path: String
  ) throws -> [Quantity: Double] {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let path = name.hasPrefix("/") ? name : (folder + [name[...]]).joined(separator: "/")
    do {
      let fields = try JSONFields(
        JSONReader.read(try WholeFile.read(path)), place: "the baseline")
      var figures: [Quantity: Double] = [:]
      for quantity in Quantity.allCases where fields.has(quantity.rawValue) {
        figures[quantity] = try fields.number(quantity.rawValue, in: .atLeast(0))
      }
      return figures
    } catch let error as JSONError {
      throw CommandError("\(path): \(error)")
    }
  }
}

extension Gate {
  /// Takes a baseline's figure with some growth as the limit, unless a tighter one is there.
  fileprivate mutating func tighten(_ quantity: Quantity, _ value: Double, percent: Double) {
    let isFloor = quantity == .accuracy
    let limit = isFloor ? value - percent / 100 : value * (1 + percent / 100)
    if let given = limits[quantity]?.value, isFloor ? given >= limit : given <= limit { return }
    let growth = Numerals.fixed(percent, decimals: percent == percent.rounded() ? 0 : 1)
    limits[quantity] = Limit(
      value: limit,
      origin: percent == 0
        ? ", that of the baseline"
        : isFloor ? ", the baseline less \(growth) points" : ", the baseline and \(growth) %")
  }
}
