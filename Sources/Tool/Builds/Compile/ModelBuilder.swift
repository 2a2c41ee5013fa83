public import Compiler
public import Program

/// From a network to a file: the one way that compiling a checkpoint, a recipe and an imported model
/// go, and that reports compile by.
///
/// ```
/// let network = try CalibratedNetwork(checkpoint, examples: CalibrationNoise.examples(graph))
/// let builder = ModelBuilder(Budget(goals: StorageGoals(encodings: [], maxFileBytes: 64 << 10)))
/// let built = try builder.build(.calibrated(network.on(WeightGrid())), ifTooLarge: .smallest)
/// ```
///
/// The same input gives the same file, byte for byte.
public struct ModelBuilder: Sendable {
  public var budget: Budget
  public var form: BuildForm

  /// What is done with a network that does not fit into the budget.
  public enum Remedy: Equatable, Sendable {
    /// The `Budget.Excess` is thrown.
    case none
    /// The file is as small as it gets. Arena and MACs are still limits.
    case smallest
    /// Weights are pruned and put on these grids, from the finest to the coarsest, until the network
    /// fits. One that was trained in integers, or that has another form than the usual one, is not
    /// pruned. What correlates less than this with the float network is refused.
    case pruning(grids: [Int], leastCorrelation: Double = BudgetSearch.leastCorrelation)
  }

  public init(_ budget: Budget = Budget(), form: BuildForm = BuildForm()) {
    self.budget = budget
    self.form = form
  }

  /// Writes a program as a file; throws a `Budget.Excess` where it does not fit.
  public func model(of program: IntegerProgram) throws -> CompiledModel {
    var program = program
    if let window = form.window { program = try window.applied(to: program) }
    var goals = budget.goals
    if let seconds = form.spreadSeconds {
      guard let rate = program.inputs[0].samplesPerSecond else {
        throw BuildError.spreadWithoutRate
      }
      goals.waitingRows = max(1, Int(seconds * Double(rate)))
    }
    var model = try compiled(program, goals)
    if let limit = budget.maxLoad, try load(of: model, limit) > limit.percent {
      // Weights that are not decoded cost the least.
      goals.slowdown = 0
      model = try compiled(program, goals)
      let percent = try load(of: model, limit)
      guard percent <= limit.percent else {
        throw Budget.Excess.load(percent: percent, limit: limit)
      }
    }
    if let limit = budget.maxMACs, case let macs = model.macs, macs > limit {
      throw Budget.Excess.macs(macs, limit: limit)
    }
    return model
  }

  private func compiled(
    _ program: IntegerProgram, _ goals: StorageGoals
  ) throws -> CompiledModel {
    do {
      return try CompiledModel(
        program, fused: form.isFused, simplified: form.isSimplified, goals: goals)
    } catch .fileTooLarge(let bytes, let limit) {
      throw Budget.Excess.file(bytes: bytes, limit: limit)
    } catch .arenaTooLarge(let bytes, let limit) {
      throw Budget.Excess.arena(bytes: bytes, limit: limit)
    }
  }

  /// What live audio takes of the core, in per cent.
  private func load(of model: CompiledModel, _ limit: LoadLimit) throws -> Double {
    guard model.program.inputs.count == 1, let rate = model.program.inputs[0].samplesPerSecond
    else { throw BuildError.clockWithoutRate }
    return CoreLoad(model.cost(on: limit.target), rate: rate, at: limit.clock).average
  }

  public func build(
    _ network: ScaledNetwork, ifTooLarge remedy: Remedy, watcher: WorkWatcher = .silent
  ) throws -> BuiltModel {
    let program = try network.program()
    do {
      return BuiltModel(model: try model(of: program), program: program, graph: network.graph)
    } catch let excess as Budget.Excess {
      switch (remedy, network, excess) {
      case (_, _, .load): throw excess
      case (.smallest, _, .file(let bytes, _)):
        var larger = self
        larger.budget.goals.maxFileBytes = bytes
        return try larger.build(network, ifTooLarge: .none)
      case (.pruning(let grids, let least), .calibrated(let network), _)
      where form == BuildForm():
        watcher.event(.tooLarge(excess))
        let best = try PrunedSearch(network, within: budget).run(grids: grids, watcher: watcher)[0]
        if let pruned = best.pruned, pruned.correlation < least {
          throw BuildError.destroyed(pruned, least: least)
        }
        return best
      default: throw excess
      }
    }
  }
}
