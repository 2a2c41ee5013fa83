import Basics
import Compiler
import Graph
import ModelFormat
import Program
import RandomNetworks
import Reference
import StapesRuntime
import Training
import Verification

/// One random network, compiled and run in several ways, each compared byte by byte.
struct Trial {
  enum Outcome: Equatable {
    case equal
    /// The compiler named a channel whose numbers leave what the format can hold.
    case refused
    case failed(String)
  }

  private var random: SplitMix64
  private let network: Network
  private let parameters: Parameters

  init(seed: UInt64) {
    let generated = RandomNetwork(seed: seed)
    network = generated.network
    parameters = generated.parameters
    random = generated.random
  }

  /// The network, for who looks for a failure's cause.
  var description: String {
    let inputs = network.inputs.map { "\($0.name): \($0.kind)" }
    let layers = network.layers.map {
      "\($0.name) <- \($0.inputs.joined(separator: ", ")): \($0.operation)"
    }
    return (inputs + layers).joined(separator: "\n")
  }

  mutating func run() -> Outcome {
    do {
      let graph = try FloatGraph(lowering: network, parameters)
      guard let rows = lengths(of: graph), let calibrationRows = lengths(of: graph) else {
        return .failed("no lengths fit")
      }
      let choice = StandardisationChoice.allCases[below(3)]
      let quietly = random.nextUnit() < 0.1
      let examples = (0..<2).map { _ in example(graph, calibrationRows, quietly: quietly) }
      let calibration = try Calibration(graph, examples: examples, standardisation: choice)
      let program = try Quantiser(graph, calibration, choice).program()
      let values = ProgramValues(zip(graph.inputs, rows).map { pushed($0, rows: $1) })
      return try compare(graph, program, values)
    } catch let error as CompileError {
      switch error {
      case .multiplierTooLarge, .accumulatorOverflow, .outputOverflow: return .refused
      default: return .failed("\(error)")
      }
    } catch {
      return .failed("\(error)")
    }
  }

  private mutating func compare(
    _ graph: FloatGraph, _ program: IntegerProgram, _ values: ProgramValues
  ) throws -> Outcome {
    var scores: [[Int16]] = []
    for isFused in [true, false] {
      let storage = storage(for: isFused ? program.fusingPools() : program)
      let compiled = try CompiledModel(
        program, fused: isFused, storage: storage, waitingRows: waitingRows(for: program))
      let reference = WholeClip(compiled.program).tensors(values)
      guard let path = FloatPath(compiled.program) else { return .failed("no float path") }
      if path.tensors(values) != reference {
        return .failed("fused \(isFused): the float path is not the whole clip")
      }
      let read = IntegerProgram(reading: try Model(compiled.file.span))
      if read != compiled.program.withTables(from: read) {
        return .failed("fused \(isFused): the file reads back as another program")
      }
      let again = try Quantiser(graph, by: QuantisationScheme(read)).program()
      if (isFused ? again.fusingPools() : again) != compiled.program {
        return .failed("fused \(isFused): the checkpoint gives another program")
      }
      if let op = try Self.selfTest(compiled.file) {
        return .failed("fused \(isFused): the self-test fails in \(compiled.program.ops[op].name)")
      }
      for chunking in [.whole, .pieces(1), .pieces([2, 3, 5, 7, 11, 13][below(6)])] as [Chunking] {
        let trace = try RuntimeTrace(file: compiled.file.span, values, chunking: chunking)
        if let difference = Difference(compiled.program, runtime: trace, reference: reference) {
          return .failed("fused \(isFused), chunks \(chunking): \(difference)")
        }
        scores.append(trace.scores)
      }
    }
    guard scores.allSatisfy({ $0 == scores[0] }) else { return .failed("scores differ") }
    let outcomes = [
      try compareRoundingTwice(program, values), try compareSimplified(program, values),
      try compareTrained(program, values), try compareContinuous(program, values),
    ]
    return outcomes.first { $0 != .equal } ?? .equal
  }

  /// The first op whose self-test fails.
  private static func selfTest(_ file: [UInt8]) throws -> Int? {
    let model = try Model(file.span)
    var memory = [UInt8](repeating: 0xA5, count: Executor.requiredArenaBytes(model))
    var executor = try Executor(model, arena: memory.mutableSpan)
    return try executor.selfTest()
  }

  /// Scores of a window, hop by hop, where the network can listen on and on.
  private mutating func compareContinuous(
    _ program: IntegerProgram, _ values: ProgramValues
  ) throws -> Outcome {
    let window = AverageWindow(rows: 1 + below(4), hop: 1 + below(3))
    guard let listening = try? program.continuous(window),
      zip(values.inputs, listening.inputs).allSatisfy({
        $0.count >= $1.minimumRows * $1.row.elements
      })
    else { return .equal }
    let compiled = try CompiledModel(
      listening, fused: below(2) == 0, waitingRows: waitingRows(for: listening))
    let reference = WholeClip(compiled.program).tensors(values)
    if FloatPath(compiled.program)?.tensors(values) != reference {
      return .failed("continuous: the float path is not the whole clip")
    }
    if IntegerProgram(reading: try Model(compiled.file.span)).averageWindow != window {
      return .failed("continuous: the file reads back with another window")
    }
    if let op = try Self.selfTest(compiled.file) {
      return .failed("continuous: the self-test fails in \(compiled.program.ops[op].name)")
    }
    for chunking in [.whole, .pieces(1 + below(9))] as [Chunking] {
      let trace = try RuntimeTrace(file: compiled.file.span, values, chunking: chunking)
      if let difference = Difference(compiled.program, runtime: trace, reference: reference) {
        return .failed("continuous \(window), chunks \(chunking): \(difference)")
      }
    }
    return .equal
  }

  /// The forward pass of a training in integers.
  private func compareTrained(
    _ program: IntegerProgram, _ values: ProgramValues
  ) throws -> Outcome {
    // Lengths are given to networks with one input alone.
    guard program.inputs.count == 1 else { return .equal }
    let input = program.inputs[0]
    let trained: TrainingNetwork
    do {
      trained = try TrainingNetwork(
        network, parameters,
        batches: [BatchShape(inputLength: values.inputs[0].count / input.row.elements, samples: 1)]
      ) { parameters in
        try Quantiser(
          FloatGraph(lowering: network, parameters), by: QuantisationScheme(program)
        ).program()
      }
    } catch TrainingError.sumTooLong {
      return .equal
    }
    let quantisation = program.quantisation(0)
    let reference = WholeClip(program).tensors(values)
    let real = reference[0].values.map {
      Float(Int32($0) - quantisation.zeroPoint) * quantisation.scale
    }
    trained.setInput(input.name, sample: 0, real.span)
    _ = try trained.logits(samples: 1, workers: Workers(threads: 1))
    let tensors = trained.programTensors(sample: 0)
    // All but a softmax at the end.
    guard tensors.count >= reference.count - 1 else {
      return .failed("trained in integers: \(tensors.count) tensors of \(reference.count)")
    }
    for (tensor, (mine, expected)) in zip(tensors, reference).enumerated()
    where mine != expected.values {
      return .failed("trained in integers: \(program.tensorName(tensor)) differs")
    }
    return .equal
  }

  /// Any encoding for each op's weights, decoded anywhere, in strips of any length; half of the
  /// time all dense.
  private mutating func storage(for program: IntegerProgram) -> [WeightStorage]? {
    guard below(2) == 0 else { return nil }
    return program.ops.enumerated().map { index, op in
      guard case .convolution(let convolution) = op.operation else { return WeightStorage() }
      let any = [WeightEncoding.dense, .packed, .bitmap, .entropy, .sparse][below(5)]
      let encoding = any == .sparse && !program.canBeSparse(index) ? .dense : any
      let takesStrips = program.canTakeStrips(index) && below(2) == 0
      let strip = takesStrips ? convolution.pool.rows * (1 + below(6)) : 1
      return WeightStorage(
        encoding, isResident: encoding.isDecoded && below(3) == 0, strip: strip)
    }
  }

  /// Rows that work may wait for, where it can; half of the time it is done at once.
  private mutating func waitingRows(for program: IntegerProgram) -> Int? {
    let rows = below(24)
    return program.inputs.count == 1 && rows < 12 ? rows : nil
  }

  /// The same network with channels that are cut off, before and after they are removed.
  private mutating func compareSimplified(
    _ program: IntegerProgram, _ values: ProgramValues
  ) throws -> Outcome {
    let pruned = program.withDeadChannels(&random)
    let simplified = pruned.simplified().program
    let expected = WholeClip(pruned).tensors(values)
    let reference = WholeClip(simplified).tensors(values)
    guard reference.last == expected.last else { return .failed("simplified: other scores") }
    guard simplified.simplified().program == simplified else {
      return .failed("simplified: not at once")
    }
    let compiled = try CompiledModel(simplified, fused: false)
    let trace = try RuntimeTrace(
      file: compiled.file.span, values, chunking: .pieces(1 + below(9)))
    if let difference = Difference(compiled.program, runtime: trace, reference: reference) {
      return .failed("simplified: \(difference)")
    }
    return .equal
  }

  /// The same with random factors of 31 bits and TFLite Micro's rounding.
  private mutating func compareRoundingTwice(
    _ program: IntegerProgram, _ values: ProgramValues
  ) throws -> Outcome {
    let compiled = try CompiledModel(program.withPreciseFactors(&random), fused: below(2) == 0)
    let trace = try RuntimeTrace(
      file: compiled.file.span, values, chunking: .pieces(1 + below(9)))
    let reference = WholeClip(compiled.program).tensors(values)
    if let difference = Difference(compiled.program, runtime: trace, reference: reference) {
      return .failed("tflm: \(difference)")
    }
    return .equal
  }

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
}

// Inputs

extension Trial {
  /// Rows of each input, from the fewest up, with which all branches fit; nil if none are found.
  private mutating func lengths(of graph: FloatGraph) -> [Int]? {
    let minimum = graph.minimumRows()
    let chosen = random.nextUnit() < 0.3 ? 0 : below(random.nextUnit() < 0.1 ? 300 : 40)
    let open = graph.inputs.filter { $0.fixedRows == nil }.count
    let extra = open > 2 ? min(chosen, 12) : chosen
    var rows = graph.inputs.indices.map { graph.inputs[$0].fixedRows ?? minimum[$0] + extra }
    let isOpen = graph.inputs.indices.filter { graph.inputs[$0].fixedRows == nil }
    for start in 0..<24 {
      if graph.fits(rows) { return rows }
      for index in isOpen.dropFirst() {
        let kept = rows[index]
        for candidate in minimum[index]..<minimum[index] + 1_400 {
          rows[index] = candidate
          if graph.fits(rows) { return rows }
        }
        rows[index] = kept
      }
      if isOpen.count == 3, let found = pairs(graph, rows, isOpen, minimum) { return found }
      if let first = isOpen.first { rows[first] = minimum[first] + extra + start + 1 }
    }
    return nil
  }

  /// Tries lengths of the second and third input together.
  private func pairs(
    _ graph: FloatGraph, _ rows: [Int], _ open: [Int], _ minimum: [Int]
  ) -> [Int]? {
    var rows = rows
    for second in 0..<200 {
      rows[open[1]] = minimum[open[1]] + second
      for third in 0..<200 {
        rows[open[2]] = minimum[open[2]] + third
        if graph.fits(rows) { return rows }
      }
    }
    return nil
  }

  private mutating func example(
    _ graph: FloatGraph, _ rows: [Int], quietly: Bool
  ) -> [CalibrationInput] {
    zip(graph.inputs, rows).map { input, rows in
      guard input.samplesPerSecond == nil else { return .audio(audio(rows)) }
      let amplitude = quietly ? 0 : Float(random.nextUnit() * 4)
      return .rows(
        (0..<rows * input.row.elements).map { _ in Float(random.nextNormal()) * amplitude })
    }
  }

  private mutating func pushed(_ input: FloatGraph.Input, rows: Int) -> [Int16] {
    guard input.samplesPerSecond == nil else { return audio(rows) }
    return (0..<rows * input.row.elements).map { _ in
      Int16(Int8.random(in: -128...127, using: &random))
    }
  }

  /// Noise of any level, with an offset; sometimes silence, sometimes the extremes alone.
  private mutating func audio(_ count: Int) -> [Int16] {
    let style = below(8)
    let level = Double(1 << below(15))
    let offset = style == 2 ? random.nextNormal() * 3_000 : 0
    return (0..<count).map { _ in
      switch style {
      case 0: 0
      case 1: random.next() & 1 == 0 ? .min : .max
      default: Int16(max(-32_768, min(32_767, random.nextNormal() * level + offset)))
      }
    }
  }
}
