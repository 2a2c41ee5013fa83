import Builds
import Compiler
import Graph
import Interchange
import Program
import Synchronization
import Testing

/// The one way from a network to a file.
@Suite struct ModelBuilderTests {
  private let network: CalibratedNetwork
  private let whole: BuiltModel

  init() throws {
    network = try smallNetwork(channels: 24).calibrated()
    whole = try ModelBuilder().build(.calibrated(network), ifTooLarge: .none)
  }

  private func builder(maxFile: Int? = nil, maxArena: Int? = nil, maxMACs: Int? = nil)
    -> ModelBuilder
  {
    var goals = StorageGoals.all
    (goals.maxFileBytes, goals.maxArenaBytes) = (maxFile, maxArena)
    return ModelBuilder(Budget(goals: goals, maxMACs: maxMACs))
  }

  @Test func theSameInputGivesTheSameFile() throws {
    let again = try ModelBuilder().build(
      .calibrated(smallNetwork(channels: 24).calibrated()), ifTooLarge: .none)
    #expect(again.model.file == whole.model.file)
    let other = try ModelBuilder().build(
      .calibrated(smallNetwork(channels: 24).calibrated(seed: 2)), ifTooLarge: .none)
    #expect(other.model.file != whole.model.file)
    #expect(whole.pruned == nil && whole.grids == 127...127 && whole.lostSurvivors == 0)
  }

  /// Scales that a checkpoint carries give the file that calibrating gives.
  @Test func trainedScalesGiveTheSameFile() throws {
    let network = try network.on(WeightGrid(largest: 31, layers: ["fc": 7]))
    let direct = try ModelBuilder().build(.calibrated(network), ifTooLarge: .none)
    var checkpoint = network.checkpoint
    #expect(try ScaledNetwork(trained: checkpoint) == nil)
    checkpoint.quantisation = try QuantisationScheme(network.program()).text
    let trained = try #require(try ScaledNetwork(trained: checkpoint))
    let later = try ModelBuilder().build(trained, ifTooLarge: .none)
    #expect(later.model.file == direct.model.file)
    #expect(later.grids == 7...31 && direct.grids == 7...31)
  }

  @Test func excessIsThrownWithItsNumbers() throws {
    let (file, arena) = (whole.model.file.count, whole.model.plan.arenaBytes)
    #expect(throws: Budget.Excess.macs(whole.model.macs, limit: 1_000)) {
      try builder(maxMACs: 1_000).build(.calibrated(network), ifTooLarge: .none)
    }
    for limit in [16, arena] {
      let built = try? builder(maxArena: limit).build(.calibrated(network), ifTooLarge: .none)
      #expect((built == nil) == (limit < arena))
    }
    do {
      _ = try builder(maxFile: 100).build(.calibrated(network), ifTooLarge: .none)
      Issue.record("a file of 100 bytes")
    } catch Budget.Excess.file(let bytes, let limit) {
      #expect(limit == 100 && bytes > 100 && bytes <= file)
    }
    #expect(
      try builder(maxFile: file, maxMACs: whole.model.macs).model(of: network.program()).file.count
        <= file)
  }

  @Test func theSmallestFileIsAsSmallAsItGets() throws {
    let built = try builder(maxFile: 100).build(.calibrated(network), ifTooLarge: .smallest)
    let bytes = built.model.file.count
    #expect(bytes > 100 && bytes <= whole.model.file.count && built.pruned == nil)
    #expect(throws: Budget.Excess.file(bytes: bytes, limit: bytes - 1)) {
      try builder(maxFile: bytes - 1).build(.calibrated(network), ifTooLarge: .none)
    }
    // MACs are no matter of storage.
    #expect(throws: Budget.Excess.self) {
      try builder(maxMACs: 10).build(.calibrated(network), ifTooLarge: .smallest)
    }
  }

  @Test func whatFitsIsLeftAlone() throws {
    let built = try builder(maxFile: 1 << 20).build(
      .calibrated(network), ifTooLarge: .pruning(grids: BudgetSearch.grids),
      watcher: WorkWatcher(event: { event in Issue.record("\(event)") }))
    #expect(built.pruned == nil)
  }

  @Test func whatDoesNotFitIsPruned() throws {
    let limit = whole.model.file.count * 2 / 3
    let events = Mutex<[String]>([])
    let watcher = WorkWatcher(event: { event in
      let text =
        switch event {
        case .tooLarge(.file): "too large"
        case .searching: "searching"
        case .tried(let trial, let share):
          share <= 1 && [31, 15].contains(trial.candidate.grid) ? "tried" : "odd"
        default: "other"
        }
      events.withLock { if $0.last != text { $0.append(text) } }
    })
    let built = try builder(maxFile: limit).build(
      .calibrated(network), ifTooLarge: .pruning(grids: [31, 15]), watcher: watcher)
    #expect(events.withLock { $0 } == ["too large", "searching", "tried"])
    let pruned = try #require(built.pruned)
    #expect(built.model.file.count <= limit && built.model.file.count > limit / 2)
    #expect([31, 15].contains(pruned.grid) && built.grids.upperBound <= pruned.grid)
    #expect(pruned.share > 0 && pruned.share <= 1)
    #expect("\(pruned)".hasSuffix(" % of the weights on ±\(pruned.grid)"))
    // Watched or not.
    let again = try builder(maxFile: limit).build(
      .calibrated(network), ifTooLarge: .pruning(grids: [31, 15]))
    #expect(again.model.file == built.model.file && again.pruned == built.pruned)
  }

  /// What pruning leaves has to follow the float network, unless the caller wants it anyway.
  @Test func whatIsDestroyedIsRefused() throws {
    let limit = whole.model.file.count * 2 / 3
    func build(_ least: Double) throws -> BuiltModel {
      try builder(maxFile: limit).build(
        .calibrated(network), ifTooLarge: .pruning(grids: [15], leastCorrelation: least))
    }
    let pruned = try #require(try build(-1).pruned)
    #expect(pruned.correlation < 1)
    #expect(throws: BuildError.destroyed(pruned, least: 1)) { try build(1) }
    #expect(try build(pruned.correlation).pruned == pruned)
    let error = BuildError.destroyed(
      BuiltModel.Pruned(share: 0.02, grid: 31, correlation: 0.098), least: 0.5)
    #expect(
      error.description
        == "what fits is no longer the network: with 2.0 % of the weights on ±31, its scores "
        + "correlate by 0.098 with those of the float network, less than 0.5; allow more, compile a "
        + "recipe, which trains what is left, or lower --min-correlation")
  }

  @Test func nothingFits() throws {
    for builder in [builder(maxFile: 200), builder(maxMACs: 1_000)] {
      #expect(throws: BuildError.nothingFits(builder.budget, coarsestGrid: 7)) {
        try builder.build(.calibrated(network), ifTooLarge: .pruning(grids: [15, 7]))
      }
    }
    #expect(
      "\(BuildError.nothingFits(builder(maxFile: 2_048).budget, coarsestGrid: 7))"
        == "nothing fits into a file of 2,048 bytes, not even 1 % of the weights on ±7; take a "
        + "smaller network")
  }

  @Test func aSearchStopsWhenItIsAsked() throws {
    #expect(throws: BuildError.stopped) {
      try builder(maxFile: 200).build(
        .calibrated(network), ifTooLarge: .pruning(grids: [127]),
        watcher: WorkWatcher(shouldStop: { true }))
    }
  }

  /// Trained integers and unusual forms are not pruned behind the caller's back.
  @Test func onlyFloatsInTheUsualFormArePruned() throws {
    var checkpoint = network.checkpoint
    checkpoint.quantisation = try QuantisationScheme(network.program()).text
    let trained = try #require(try ScaledNetwork(trained: checkpoint))
    var other = builder(maxFile: 200)
    #expect(throws: Budget.Excess.self) {
      try other.build(trained, ifTooLarge: .pruning(grids: [127]))
    }
    other.form.isFused = false
    #expect(throws: Budget.Excess.self) {
      try other.build(.calibrated(network), ifTooLarge: .pruning(grids: [127]))
    }
  }

  @Test func formsAreKept() throws {
    let program = try network.program()
    var builder = ModelBuilder()
    builder.form.isFused = false
    #expect(try builder.model(of: program).program.ops.count > whole.model.program.ops.count)
    builder.form = BuildForm()
    builder.form.isSimplified = false
    #expect(try builder.model(of: program).simplification == nil)
    #expect(whole.model.simplification != nil)
    builder.form = BuildForm()
    builder.form.spreadSeconds = 0.1
    #expect(try builder.model(of: program).plan.pace != nil && whole.model.plan.pace == nil)
    let rows = try featureNetwork().calibrated().program()
    #expect(throws: BuildError.spreadWithoutRate) { try builder.model(of: rows) }
  }

  @Test func windowsAreRoundedToFeatureRows() throws {
    let running = try smallNetwork().calibrated(standardisation: .running).program()
    // A feature row is 20 samples of 8,000 a second.
    let window = ContinuousWindow(seconds: 0.0991, hopSeconds: 0.0026)
    #expect(try window.applied(to: running).averageWindow == AverageWindow(rows: 40, hop: 1))
    #expect(
      try ContinuousWindow(seconds: 0.0025).applied(to: running).averageWindow
        == AverageWindow(rows: 1, hop: 1))
    let clips = try smallNetwork().calibrated().program()
    var builder = ModelBuilder()
    builder.form.window = window
    #expect(throws: BuildError.continuous(.clipStandardisation(input: "audio"))) {
      try builder.model(of: clips)
    }
    let report = try WindowReport(builder.model(of: running).program)
    #expect(report?.windowSeconds == 0.1 && report?.hopSeconds == 0.0025)
    #expect(
      report?.text() == "a score every 0.0025 s over a window of 0.1 s (1 and 40 feature rows)")
    #expect(
      report?.text(window: 0.0991, hop: 0.0025)
        == "a score every 0.0025 s over a window of 0.1 s (rounded from 0.0991 s) "
        + "(1 and 40 feature rows)")
    #expect(WindowReport(clips) == nil)
  }

  /// Nobody gets a hop that is six times what was asked for.
  @Test func lengthsBetweenFeatureRowsAreRefused() throws {
    let running = try smallNetwork().calibrated(standardisation: .running).program()
    for (window, option, text) in [
      (
        ContinuousWindow(seconds: 0.1, hopSeconds: 0.0004), "--hop",
        "--hop: 0.0004 s is no multiple of a feature row, which takes 0.0025 s; take 0.0025"
      ),
      (
        ContinuousWindow(seconds: 0.0035), "--continuous",
        "--continuous: 0.0035 s is no multiple of a feature row, which takes 0.0025 s; "
          + "take 0.0025 or 0.005"
      ),
    ] {
      let error = BuildError.betweenFeatureRows(
        option: option, seconds: window.hopSeconds ?? window.seconds, step: 0.0025)
      #expect(throws: error) { try window.applied(to: running) }
      #expect(error.description == text)
    }
  }

  @Test func correctedBiasesBringTheirScales() throws {
    let network = try network.on(WeightGrid(largest: 7))
    let corrected = try network.correctingBiases()
    let scaled = try #require(try ScaledNetwork(trained: corrected))
    let built = try ModelBuilder().build(scaled, ifTooLarge: .none)
    let plain = try ModelBuilder().build(.calibrated(network), ifTooLarge: .none)
    #expect(built.model.file != plain.model.file && built.grids == plain.grids)
    #expect(corrected.network == network.checkpoint.network)
  }

  /// The best ranges are those whose scores follow the float network's on the grid that is asked for.
  @Test func rangesAreChosenForAGrid() throws {
    let checkpoint = network.checkpoint
    let asked = try CalibratedNetwork(
      checkpoint, examples: network.examples, ranges: .minMax
    ).on(WeightGrid(largest: 15))
    #expect(asked.calibration.choice == .minMax && asked.grid.largest == 15)
    let best = try CalibratedNetwork(checkpoint, examples: network.examples)
    #expect(best.calibration.choice == .leastError)
    let likeness = { (network: CalibratedNetwork) in
      try ScoreLikeness(network.graph, network.examples, network.calibration)(
        ModelBuilder().model(of: network.program())
      ).correlation
    }
    #expect(try likeness(best.on(WeightGrid())) > 0.9)
    let fine = try likeness(network.on(WeightGrid()))
    let coarse = try likeness(network.on(WeightGrid(largest: 1)))
    #expect(fine > 0.9 && coarse < fine)
  }
}
