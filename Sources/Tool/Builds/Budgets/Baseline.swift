import Basics
public import Compiler

/// The figures of a model as a file, for budgets that allow growth beyond them.
///
///     {"arena": 40884, "file": 98304, "flash": 114720, "macs": 5400000, "target": "cortex-m4"}
public struct Baseline: Encodable, Equatable, Sendable {
  public var figures: [Quantity: Double]
  /// The device of those figures that need one.
  public var target: DeviceTarget?
  /// Tells the clips that accuracy is of, as `TestClips.fingerprint` does.
  public var clips: String?

  public init(figures: [Quantity: Double], target: DeviceTarget? = nil, clips: String? = nil) {
    self.figures = figures
    self.target = target
    self.clips = clips
  }

  private enum CodingKeys: CodingKey { case target, clips }

  /// The figures by their names, and the rest beside them.
  public func encode(to encoder: any Encoder) throws {
    try figures.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(target, forKey: .target)
    try container.encodeIfPresent(clips, forKey: .clips)
  }

  /// Reads what `write(to:)` wrote; keys of no quantity are left alone.
  public init(_ path: String) throws {
    self = try naming(path, in: JSONError.self) {
      let bytes = try WholeFile.read(path).expecting(nil, at: path)
      let fields = try JSONFields(JSONReader.read(bytes), place: "the baseline")
      var baseline = Baseline(figures: [:])
      for quantity in Quantity.allCases where fields.has(quantity.rawValue) {
        baseline.figures[quantity] = try fields.number(quantity.rawValue, in: .atLeast(0))
      }
      if fields.has("target") {
        baseline.target = try fields.choice(
          "target", among: DeviceTarget.allCases.map { ($0.rawValue, $0) })
      }
      if fields.has("clips") { baseline.clips = try fields.string("clips") }
      return baseline
    }
    guard !figures.isEmpty else { throw BudgetError.emptyBaseline(path: path) }
    guard figures[.accuracy] == nil || clips != nil else {
      throw BudgetError.baselineClips(path: path)
    }
    if let quantity = Quantity.allCases.first(where: { $0.needsTarget && figures[$0] != nil }),
      target == nil
    {
      throw BudgetError.baselineTarget(path: path, quantity)
    }
  }

  public func write(to path: String) throws {
    try AtomicFile.write(Array((try jsonText(self) + "\n").utf8), to: path)
  }
}
