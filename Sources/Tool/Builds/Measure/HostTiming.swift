public import Compiler
public import ModelFormat
public import StapesRuntime

/// How long a model takes on this machine, op by op: for one second of audio, or for the shortest input
/// of other kinds.
public struct HostTiming: Encodable, Equatable, Sendable {
  public struct Op: Encodable, Equatable, Sendable {
    /// Empty for the taking of inputs.
    public var name: String
    public var kind: String
    public var macs: Int
    public var scratchBytes: Int
    /// Its part of the whole.
    public var seconds: Double
  }

  /// Of each input.
  public var rows: [Int]
  public var macs: Int
  /// Of the fastest run of all.
  public var seconds: Double
  public var runs: Int
  public var arenaBytes: Int
  /// The taking of inputs, then the ops.
  public var ops: [Op]

  /// Runs a model on noise again and again.
  ///
  /// Ops are timed in runs of their own, under the eyes of an observer, which costs some time. Their
  /// parts are those of the time without it.
  ///
  /// - Parameter seconds: how long at least; there are three runs and three observed ones at least.
  public init(_ report: FileReport, _ model: Model, seconds least: Double) throws(RuntimeError) {
    let cost = report.cost
    let run = TimedRun(model, rows: cost.rows, rowsPerPush: cost.rowsPerPush)
    var memory = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(model))
    var parts = [Duration](repeating: .zero, count: model.tensorCount)
    var fastest = Duration.seconds(1_000_000)
    var count = 0
    let clock = ContinuousClock()
    let start = clock.now
    while count < 3 || clock.now - start < .seconds(least) {
      let before = clock.now
      try run.plain(&memory)
      fastest = min(fastest, clock.now - before)
      for (tensor, part) in try run.observed(&memory).enumerated() { parts[tensor] += part }
      count += 1
    }
    rows = cost.rows
    macs = cost.macs
    seconds = fastest.inSeconds
    runs = count
    arenaBytes = report.arenaBytes
    let all = max(parts.reduce(.zero, +).inSeconds, 1e-12)
    let scale = fastest.inSeconds / all
    let taking = parts.prefix(model.inputCount).reduce(.zero, +).inSeconds
    ops = [Op(name: "", kind: "input", macs: 0, scratchBytes: 0, seconds: scale * taking)]
    for (index, op) in report.ops.enumerated() {
      ops.append(
        Op(
          name: op.name, kind: op.kind, macs: cost.macsByOp[index], scratchBytes: op.scratchBytes,
          seconds: scale * parts[model.inputCount + index].inSeconds))
    }
  }
}

/// A run over noise.
private struct TimedRun: ~Escapable {
  private let model: Model
  private let inputs: [[Int16]]
  private let rowsPerPush: Int

  @_lifetime(copy model)
  init(_ model: Model, rows: [Int], rowsPerPush: Int) {
    self.model = model
    self.rowsPerPush = rowsPerPush
    var state: UInt32 = 1
    inputs = rows.indices.map { input in
      let tensor = model.tensor(input)
      return (0..<rows[input] * tensor.elements).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int16(
          truncatingIfNeeded: Int32(bitPattern: state) >> (tensor.elementBytes == 2 ? 19 : 24))
      }
    }
  }

  func plain(_ memory: inout [UInt8]) throws(RuntimeError) {
    var watch = Stopwatch(tensors: 0)
    try run(&memory, &watch, isObserved: false)
  }

  /// The time that passes until each row of a tensor is complete, or its op has taken one.
  func observed(_ memory: inout [UInt8]) throws(RuntimeError) -> [Duration] {
    var watch = Stopwatch(tensors: model.tensorCount)
    try run(&memory, &watch, isObserved: true)
    return watch.parts
  }

  private func run(
    _ memory: inout [UInt8], _ watch: inout Stopwatch, isObserved: Bool
  ) throws(RuntimeError) {
    let arena = memory.mutableSpan
    var executor = try Executor(model, arena: arena)
    for input in inputs.indices where model.tensor(input).elementBytes == 2 {
      let samples = inputs[input]
      try executor.observe(samples.span, input: input)
    }
    watch.start()
    var taken = [Int](repeating: 0, count: inputs.count)
    while true {
      let before = taken
      for input in inputs.indices where taken[input] < inputs[input].count {
        let block = rowsPerPush * model.tensor(input).elements
        let end = min(inputs[input].count, taken[input] + block)
        taken[input] += try push(
          inputs[input][taken[input]..<end], input, &executor, &watch, isObserved)
      }
      if taken == before { break }
    }
    if isObserved { try executor.finish(observer: &watch) } else { try executor.finish() }
  }

  @_lifetime(executor: copy executor)
  private func push(
    _ values: ArraySlice<Int16>, _ input: Int, _ executor: inout Executor,
    _ watch: inout Stopwatch, _ isObserved: Bool
  ) throws(RuntimeError) -> Int {
    if model.tensor(input).elementBytes == 2 {
      return isObserved
        ? try executor.push(samples: values.span, input: input, observer: &watch)
        : try executor.push(samples: values.span, input: input)
    }
    let rows = values.map { Int8(truncatingIfNeeded: $0) }
    return isObserved
      ? try executor.push(rows: rows.span, input: input, observer: &watch)
      : try executor.push(rows: rows.span, input: input)
  }
}

/// Adds the time since the last event to the tensor of each event.
private struct Stopwatch: RowObserver {
  private(set) var parts: [Duration]
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init(tensors: Int) {
    parts = Array(repeating: .zero, count: tensors)
    last = clock.now
  }

  mutating func start() { last = clock.now }

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) { add(tensor) }

  mutating func consumed(byTensor tensor: Int) { add(tensor) }

  private mutating func add(_ tensor: Int) {
    let now = clock.now
    parts[tensor] += now - last
    last = now
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
