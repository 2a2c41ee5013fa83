import Builds
import Compiler
import Testing

@Suite struct GateTests {
  @Test func breachesStandInTheOrderOfTheQuantities() throws {
    let gate = Gate(limits: [
      .macs: Gate.Limit(value: 1_000), .file: Gate.Limit(value: 131_072, origin: ", as agreed"),
      .accuracy: Gate.Limit(value: 0.9), .arena: Gate.Limit(value: 64), .dropped: .init(value: 1),
    ])
    let figures: [Quantity: Double] = [
      .macs: 3_500, .file: 131_073, .accuracy: 0.855, .arena: 64, .dropped: 3,
    ]
    let breaches = try gate.breaches(figures) { quantity in
      [.macs: "conv1 3,000", .dropped: "a.wav, b.wav"][quantity] ?? ""
    }
    #expect(breaches.map(\.quantity) == [.file, .macs, .accuracy, .dropped])
    #expect(
      breaches.map(\.description) == [
        "the file has 131,073 bytes, 1 over the budget of 131,072, as agreed",
        "3,500 MACs, 2,500 over the budget of 1,000; the heaviest are conv1 3,000",
        "accuracy is 85.5\u{A0}%, 4.5\u{A0}% under the budget of 90.0\u{A0}%",
        "3 clips are dropped, 2 over the budget of 1: a.wav, b.wav",
      ])
  }

  /// Accuracy is a floor, all others are ceilings, and limits themselves are kept.
  @Test(arguments: Quantity.allCases) func limitsAreInclusive(quantity: Quantity) throws {
    let gate = Gate(limits: [quantity: Gate.Limit(value: 0.5)])
    for (value, isKept) in [
      (0.5, true), (0.25, quantity != .accuracy), (0.75, quantity == .accuracy),
    ] {
      let breaches = try gate.breaches([quantity: value]) { _ in "" }
      #expect(breaches.isEmpty == isKept, "\(quantity) \(value)")
    }
  }

  /// A limit that nobody can check is no limit that is kept.
  @Test func aFigureThatIsMissingIsAnError() {
    let gate = Gate(limits: [.flash: Gate.Limit(value: 1), .file: Gate.Limit(value: 1)])
    #expect(throws: BudgetError.noFigure(.flash)) {
      try gate.breaches([.file: 9]) { _ in "" }
    }
  }

  @Test func aVerdictHoldsWhatWasMeasured() throws {
    let file = try smallNetwork().file()
    let figures = try ModelFigures(file)
    let size = Double(file.bytes.count)
    let kept = try Verdict(Gate(limits: [.file: .init(value: size)]), on: "m", figures)
    #expect(kept.passed && kept.breaches.isEmpty && kept.target == nil && kept.dropped.isEmpty)
    #expect(kept.figures[.file] == size && kept.figures[.accuracy] == nil)
    let broken = try Verdict(Gate(limits: [.file: .init(value: size - 1)]), on: "m", figures)
    #expect(!broken.passed && broken.breaches.map(\.quantity) == [.file])
    #expect(broken.breaches[0].heaviest.contains("conv2 "))
    #expect(throws: BudgetError.noFigure(.stack)) {
      try Verdict(Gate(limits: [.stack: .init(value: 1)]), on: "m", figures)
    }
  }

  @Test func budgetsSayWhatTheyAllow() {
    #expect(Budget().description == "")
    let goals = StorageGoals(encodings: [], maxFileBytes: 131_072, maxArenaBytes: 4_096)
    #expect(
      Budget(goals: goals, maxMACs: 30_000_000).description
        == "a file of 131,072 bytes, an arena of 4,096 bytes, 30,000,000 MACs")
    for (excess, text) in [
      (Budget.Excess.file(bytes: 1_200, limit: 1_000), "the file has 1,200 bytes, 200"),
      (.arena(bytes: 11, limit: 10), "the arena has 11 bytes, 1"),
      (.macs(5_000, limit: 1), "a second takes 5,000 MACs, 4,999"),
    ] {
      #expect(excess.description == text + " more than allowed")
    }
  }
}
