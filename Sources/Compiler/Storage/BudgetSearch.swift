/// Looks for the pruning rate and grid of weights that fit into a budget and cost least.
///
/// On each grid, from the finest on, the largest share of weights that fits is found by halving: a
/// file grows with the weights that it keeps. The same input gives the same choice.
public struct BudgetSearch {
  /// What is tried.
  public struct Candidate: Hashable, Sendable {
    /// Per cent of the weights that are there.
    public var kept: Int
    /// Weights are rounded to −grid … grid.
    public var grid: Int

    public init(kept: Int, grid: Int) {
      self.kept = kept
      self.grid = grid
    }
  }

  /// What a candidate takes; of one beyond the budget, what is too much.
  public struct Size: Equatable, Sendable {
    public var fileBytes: Int?
    public var arenaBytes: Int?
    public var macs: Int?
    public var isWithinBudget: Bool
    /// Whether it is only too much because a part of the budget is kept for a training.
    public var isInReserve: Bool

    public init(
      fileBytes: Int? = nil, arenaBytes: Int? = nil, macs: Int? = nil, isWithinBudget: Bool,
      isInReserve: Bool = false
    ) {
      self.fileBytes = fileBytes
      self.isInReserve = isInReserve
      self.arenaBytes = arenaBytes
      self.macs = macs
      self.isWithinBudget = isWithinBudget
    }
  }

  /// How near a candidate's scores are to the float network's.
  public struct Likeness: Equatable, Sendable {
    /// The share of examples whose highest score is that of the same class.
    public var agreement: Double
    /// Of logits, each example's mean taken out: weights that go make scores less certain long
    /// before they change their order, and certainty comes back with training.
    public var correlation: Double

    public init(agreement: Double, correlation: Double) {
      self.agreement = agreement
      self.correlation = correlation
    }

    /// - Parameters:
    ///   - logits: of each example.
    ///   - expected: the float network's.
    public init(_ logits: [[Double]], to expected: [[Double]]) {
      var agreeing = 0
      var sums = (mine: 0.0, theirs: 0.0, both: 0.0)
      for (mine, theirs) in zip(logits, expected) {
        func top(_ values: [Double]) -> Int? { values.indices.max { values[$0] < values[$1] } }
        if top(mine) == top(theirs) { agreeing += 1 }
        for (x, y) in zip(mine.centred, theirs.centred) {
          sums.mine += x * x
          sums.theirs += y * y
          sums.both += x * y
        }
      }
      agreement = Double(agreeing) / Double(max(1, expected.count))
      let scale = (sums.mine * sums.theirs).squareRoot()
      correlation = scale > 0 ? sums.both / scale : 0
    }
  }

  /// A candidate that was looked at.
  public struct Trial: Equatable, Sendable {
    public var candidate: Candidate
    public var size: Size
    /// Of the best on its grid.
    public var likeness: Likeness?
  }

  public static let grids = [127, 63, 31, 15, 7]
  /// The correlation below which scores no longer follow the float network's.
  public static let leastCorrelation = 0.5

  private let grids: [Int]
  private let size: (Candidate) throws -> Size
  private let likeness: (Candidate) throws -> Likeness?

  /// - Parameters:
  ///   - grids: from the finest to the coarsest.
  ///   - size: what a candidate is estimated to take.
  ///   - likeness: of a candidate within the budget, once it is made; nil if it is too large.
  public init(
    grids: [Int] = Self.grids, size: @escaping (Candidate) throws -> Size,
    likeness: @escaping (Candidate) throws -> Likeness?
  ) {
    self.grids = grids
    self.size = size
    self.likeness = likeness
  }

  /// The best candidate of each grid; first the one whose scores stay nearest to the float network's,
  /// of equals the one on the finest grid. None where nothing fits.
  ///
  /// - Parameter tried: is told of every candidate, as it is looked at.
  public func run(tried: (Trial) -> Void) throws -> [Trial] {
    var found: [Trial] = []
    for grid in grids {
      guard let trial = try self.best(onGrid: grid, tried) else { continue }
      found.append(trial)
      // A coarser grid would keep no more.
      if trial.candidate.kept == 100 { break }
    }
    func correlation(_ trial: Trial) -> Double { trial.likeness?.correlation ?? -.infinity }
    return found.sorted { correlation($0) > correlation($1) }
  }

  /// The candidate that keeps most weights within the budget.
  ///
  /// Sizes are estimates until a candidate is made; where it turns out too large, one with fewer
  /// weights is made.
  private func best(onGrid grid: Int, _ tried: (Trial) -> Void) throws -> Trial? {
    guard var trial = try largest(onGrid: grid, tried) else { return nil }
    while true {
      if let likeness = try likeness(trial.candidate) {
        trial.likeness = likeness
        tried(trial)
        return trial
      }
      trial.size.isWithinBudget = false
      tried(trial)
      guard trial.candidate.kept > 1 else { return nil }
      let fewer = Candidate(kept: trial.candidate.kept - 1, grid: grid)
      trial = Trial(candidate: fewer, size: try size(fewer))
    }
  }

  /// The same by estimated sizes.
  private func largest(onGrid grid: Int, _ tried: (Trial) -> Void) throws -> Trial? {
    var best: Trial?
    var (kept, fits, fails) = (100, 0, 101)
    while fails - fits > 1 {
      let candidate = Candidate(kept: kept, grid: grid)
      let trial = Trial(candidate: candidate, size: try size(candidate))
      if trial.size.isWithinBudget {
        (best, fits) = (trial, kept)
      } else {
        tried(trial)
        fails = kept
      }
      kept = (fits + fails) / 2
    }
    return best
  }
}

extension [Double] {
  /// Without the mean.
  fileprivate var centred: [Double] {
    let mean = reduce(0, +) / Double(Swift.max(1, count))
    return map { $0 - mean }
  }
}
