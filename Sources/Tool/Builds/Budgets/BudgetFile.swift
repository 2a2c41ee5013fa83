import Arguments
import Basics
public import Compiler

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
/// baseline, accuracy may fall by as many points. A `Baseline`'s path is relative to the
/// budget's. Its figures are compared with those of the same device and the same clips only.
public struct BudgetFile: Equatable, Sendable {
  public let gate: Gate
  /// The device that flash, RAM, stack and instructions are for.
  public let target: DeviceTarget?
  /// Its clock, which load is for.
  public let clock: CoreClock?

  public init(_ path: String) throws {
    (gate, target, clock) = try naming(path, in: JSONError.self) {
      let bytes = try WholeFile.read(path).expecting(nil, at: path)
      let fields = try JSONFields(JSONReader.read(bytes), place: "the budget")
      let quantities = Quantity.allCases.map(\.rawValue)
      try fields.allow(["target", "clock", "cycles", "baseline", "growth"] + quantities)
      let target =
        fields.has("target")
        ? try fields.choice("target", among: DeviceTarget.allCases.map { ($0.rawValue, $0) }) : nil
      var gate = Gate()
      for quantity in Quantity.allCases where fields.has(quantity.rawValue) {
        gate.limits[quantity] = Gate.Limit(value: try Self.limit(quantity, fields))
      }
      if fields.has("baseline") {
        let baselinePath = RecipeFile.path(try fields.string("baseline"), beside: path)
        let baseline = try Baseline(baselinePath)
        if let other = baseline.target, other != target {
          throw BudgetError.otherTarget(path: baselinePath, other, budget: target)
        }
        let growth = try fields.fieldsOrNone("growth")
        try growth.allow(quantities)
        for (quantity, value) in baseline.figures {
          let percent = try growth.number(quantity.rawValue, in: .atLeast(0), default: 0)
          gate.tighten(quantity, value, percent: percent, clips: baseline.clips)
        }
      }
      guard !gate.limits.isEmpty else { throw BudgetError.limitsNothing(path: path) }
      for quantity in Quantity.allCases
      where quantity.needsTarget && gate.limits[quantity] != nil && target == nil {
        throw BudgetError.needsTarget(path: path, quantity)
      }
      let clock = fields.has("clock") ? try Self.clock(fields) : nil
      guard clock != nil || gate.limits[.load] == nil && !fields.has("cycles") else {
        throw BudgetError.needsClock(path: path)
      }
      return (gate, target, clock)
    }
  }

  private static func clock(_ fields: JSONFields) throws -> CoreClock {
    let text = try fields.string("clock")
    guard let hertz = frequency(text) else {
      throw try fields.wrongType("clock", "a frequency as \"160MHz\"", fields.value("clock"))
    }
    return CoreClock(
      hertz: hertz,
      cyclesPerInstruction: try fields.number(
        "cycles", in: NumberRange.atLeast(0.1).atMost(100), default: 1))
  }

  private static func limit(_ quantity: Quantity, _ fields: JSONFields) throws -> Double {
    let key = quantity.rawValue
    if quantity == .accuracy { return try fields.number(key, in: NumberRange.atLeast(0).atMost(1)) }
    if quantity == .load { return try fields.number(key, in: NumberRange.atLeast(0).atMost(100)) }
    if quantity.isBytes, case .string(let text) = try fields.value(key).content {
      guard let bytes = byteCount(text) else {
        throw try fields.wrongType(key, "bytes or a size as \"128KiB\"", fields.value(key))
      }
      return Double(bytes)
    }
    return Double(try fields.integer(key, in: 0...Int.max))
  }
}

extension Gate {
  /// Takes a baseline's figure with some growth as the limit, unless a tighter one is there.
  fileprivate mutating func tighten(
    _ quantity: Quantity, _ value: Double, percent: Double, clips: String?
  ) {
    let isFloor = quantity == .accuracy
    let limit = isFloor ? value - percent / 100 : value * (1 + percent / 100)
    if let given = limits[quantity]?.value, isFloor ? given >= limit : given <= limit { return }
    let growth = Numerals.fixed(percent, decimals: percent == percent.rounded() ? 0 : 1)
    limits[quantity] = Limit(
      value: limit,
      origin: percent == 0
        ? ", that of the baseline"
        : isFloor ? ", the baseline less \(growth) points" : ", the baseline and \(growth) %",
      clips: quantity == .accuracy ? clips : nil)
  }
}

/// Why nobody can say whether a model keeps a budget.
public enum BudgetError: Error, Equatable, Sendable, CustomStringConvertible {
  case limitsNothing(path: String)
  /// A quantity of a device is limited, and no device is named.
  case needsTarget(path: String, Quantity)
  case needsClock(path: String)
  /// A quantity is limited, and nobody has measured it.
  case noFigure(Quantity)
  case emptyBaseline(path: String)
  /// A baseline with figures of a device that it does not name.
  case baselineTarget(path: String, Quantity)
  /// A baseline whose accuracy is of clips that it does not name.
  case baselineClips(path: String)
  case otherTarget(path: String, DeviceTarget, budget: DeviceTarget?)
  /// The baseline's accuracy is of other clips than those that were scored.
  case otherClips

  public var description: String {
    switch self {
    case .limitsNothing(let path):
      "\(path): limits nothing; name one of "
        + Quantity.allCases.map(\.rawValue).joined(separator: ", ")
    case .needsTarget(let path, let quantity): "\(path): \(quantity.rawValue) needs a \"target\""
    case .needsClock(let path): "\(path): load and cycles need a \"clock\", as \"160MHz\""
    case .emptyBaseline(let path): "\(path): holds no figures; write it with --write-baseline"
    case .baselineTarget(let path, let quantity):
      "\(path): \(quantity.rawValue) is of a device that the baseline does not name; write it anew with "
        + "--write-baseline and --target"
    case .baselineClips(let path):
      "\(path): does not say which clips its accuracy is of; write it anew with --write-baseline and "
        + "--data"
    case .otherTarget(let path, let target, let budget):
      "\(path): is for \(target.rawValue), the budget for \(budget?.rawValue ?? "no device"); write a "
        + "baseline for the same device"
    case .otherClips:
      "the baseline's accuracy is of other clips than those of --data; write the baseline anew with them"
    case .noFigure(let quantity): "\(quantity.rawValue) is limited and was not measured"
    }
  }
}
