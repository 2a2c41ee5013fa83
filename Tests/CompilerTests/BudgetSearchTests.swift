import Compiler
import Testing

/// The search on made-up networks, whose size and likeness are formulas.
@Suite struct BudgetSearchTests {
  typealias Candidate = BudgetSearch.Candidate

  /// Bits a weight by the grid, times the weights that stay.
  private func bytes(_ candidate: Candidate) -> Int {
    let bits = [127: 8, 63: 7, 31: 6, 15: 5, 7: 4][candidate.grid] ?? 0
    return 1_000 + candidate.kept * bits * 10
  }

  private func run(
    limit: Int, grids: [Int] = BudgetSearch.grids, likeness: @escaping (Candidate) -> Double,
    tried: (BudgetSearch.Trial) -> Void = { _ in }
  ) throws -> [BudgetSearch.Trial] {
    try BudgetSearch(
      grids: grids,
      size: {
        BudgetSearch.Size(fileBytes: bytes($0), isWithinBudget: bytes($0) <= limit)
      },
      likeness: { BudgetSearch.Likeness(agreement: 0.5, correlation: likeness($0)) }
    ).run(tried: tried)
  }

  @Test func eachGridKeepsAsManyWeightsAsFit() throws {
    var fitting: [Candidate] = []
    let found = try run(limit: 4_000, likeness: { $0.grid == 31 ? 0.9 : 0.8 }) { trial in
      #expect((trial.likeness != nil) == trial.size.isWithinBudget)
      if trial.size.isWithinBudget { fitting.append(trial.candidate) }
    }
    #expect(
      fitting == [
        Candidate(kept: 37, grid: 127), Candidate(kept: 42, grid: 63),
        Candidate(kept: 50, grid: 31), Candidate(kept: 60, grid: 15), Candidate(kept: 75, grid: 7),
      ])
    #expect(found.first?.candidate == Candidate(kept: 50, grid: 31))
    // The others follow, of equals the finest.
    #expect(found.map(\.candidate.grid) == [31, 127, 63, 15, 7])
  }

  /// Of equal likeness, the finest grid.
  @Test func theFirstOfEquals() throws {
    #expect(try run(limit: 4_000, likeness: { _ in 0.8 }).first?.candidate.grid == 127)
  }

  @Test func aGridThatKeepsEverythingIsTheLast() throws {
    var grids: [Int] = []
    let found = try run(limit: 7_000, likeness: { _ in 0.8 }) { grids.append($0.candidate.grid) }
    #expect(Set(grids) == [127, 63, 31])
    #expect(found.first?.candidate.grid == 127)
    let best = try run(limit: 7_000, likeness: { Double($0.kept) / 100 })
    #expect(best.first?.candidate == Candidate(kept: 100, grid: 31))
  }

  /// Sizes are estimates: what turns out too large makes room for less.
  @Test func whatTurnsOutTooLargeIsLeft() throws {
    var tried: [BudgetSearch.Trial] = []
    let found = try BudgetSearch(
      grids: [31],
      size: { BudgetSearch.Size(fileBytes: bytes($0), isWithinBudget: bytes($0) <= 4_000) },
      likeness: { $0.kept > 47 ? nil : BudgetSearch.Likeness(agreement: 1, correlation: 1) }
    ).run { tried.append($0) }
    #expect(found.first?.candidate == Candidate(kept: 47, grid: 31))
    #expect(tried.filter { $0.size.isWithinBudget }.count == 1)
    let none = try BudgetSearch(
      grids: [31],
      size: { BudgetSearch.Size(fileBytes: bytes($0), isWithinBudget: bytes($0) <= 4_000) },
      likeness: { _ in nil }
    ).run { _ in }
    #expect(none.isEmpty)
  }

  @Test func nothingFits() throws {
    var smallest = Int.max
    let found = try run(limit: 1_000, grids: [31, 7], likeness: { _ in 1 }) {
      smallest = min(smallest, $0.size.fileBytes ?? .max)
    }
    #expect(found.isEmpty)
    #expect(smallest == bytes(Candidate(kept: 1, grid: 7)))
  }

  @Test func likenessIsThatOfCentredLogits() {
    let expected = [[1.0, 2, 6], [0, 0, -3]]
    let same = BudgetSearch.Likeness(expected, to: expected)
    #expect(same.agreement == 1 && abs(same.correlation - 1) < 1e-12)
    // Shifted by example, and half as certain.
    let calmer = BudgetSearch.Likeness([[5.5, 6, 8], [1, 1, -0.5]], to: expected)
    #expect(calmer.agreement == 1 && abs(calmer.correlation - 1) < 1e-12)
    let turned = BudgetSearch.Likeness([[-1, -2, -6], [0, 0, 3]], to: expected)
    #expect(turned.agreement == 0 && abs(turned.correlation + 1) < 1e-12)
    let silent = BudgetSearch.Likeness([[0, 0, 0], [0, 0, 0]], to: expected)
    #expect(silent.correlation == 0)
  }
}
