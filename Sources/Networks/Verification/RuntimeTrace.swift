public import ModelFormat
import Program
public import Reference
public import StapesRuntime

/// How an input is cut into pushes.
public enum Chunking: Equatable, Sendable, CustomStringConvertible {
  case whole
  /// So many samples (or rows) at a time.
  case pieces(Int)

  public var description: String {
    switch self {
    case .whole: "whole"
    case .pieces(let count): "\(count)"
    }
  }

  /// Rows in the next push when `rows` are left.
  func rows(of rows: Int) -> Int {
    switch self {
    case .whole: rows
    case .pieces(let count): min(count, rows)
    }
  }
}

/// Everything that the runtime computed for one set of inputs.
public struct RuntimeTrace: Equatable, Sendable {
  /// Every row of every tensor, in the order in which it came; audio after standardisation.
  public var tensors: [[Int16]]
  public var scores: [Int16]
  public var topLabel: Int
}

/// Why the runtime's trace could not be taken.
public enum TraceError: Error, Equatable, Sendable {
  case model(ModelError)
  case runtime(RuntimeError)
  /// The executor wrote outside the bytes that it asked for.
  case arenaOverrun
  /// No input takes any more rows, although some are left.
  case deadlock
}

extension RuntimeTrace {
  /// Runs a file's bytes through the runtime, with poison in and around the arena.
  public init(
    file: Span<UInt8>, _ values: ProgramValues, chunking: Chunking = .whole
  ) throws(TraceError) {
    let model: Model
    do {
      model = try Model(file)
    } catch {
      throw .model(error)
    }
    let guardBytes = 64
    let required = Executor.requiredArenaBytes(model)
    var memory = [UInt8](repeating: poison, count: required + 2 * guardBytes)
    do {
      var bytes = memory.mutableSpan
      let arena = bytes._mutatingExtracting(guardBytes..<guardBytes + required)
      self = try Self.run(model, arena, values, chunking)
    } catch let error as RuntimeError {
      throw .runtime(error)
    } catch {
      throw .deadlock
    }
    let guards = memory.prefix(guardBytes) + memory.suffix(guardBytes)
    guard guards.allSatisfy({ $0 == poison }) else { throw .arenaOverrun }
  }

  private static func run(
    _ model: Model, _ arena: consuming MutableSpan<UInt8>, _ values: ProgramValues,
    _ chunking: Chunking
  ) throws -> RuntimeTrace {
    var executor = try Executor(model, arena: arena)
    var collector = RowCollector(model)
    var taken = [Int](repeating: 0, count: model.inputCount)
    for input in 0..<model.inputCount where model.tensor(input).elementBytes == 2 {
      let samples = values.inputs[input]
      try executor.observe(samples.span, input: input)
    }
    while true {
      let before = taken
      for input in 0..<model.inputCount {
        let elements = model.tensor(input).elements
        let left = (values.inputs[input].count - taken[input]) / elements
        guard left > 0 else { continue }
        let count = chunking.rows(of: left) * elements
        let chunk = Array(values.inputs[input][taken[input]..<taken[input] + count])
        let accepted: Int
        if model.tensor(input).elementBytes == 2 {
          accepted = try executor.push(samples: chunk.span, input: input, observer: &collector)
        } else {
          let rows = chunk.map { Int8(truncatingIfNeeded: $0) }
          accepted = try executor.push(rows: rows.span, input: input, observer: &collector)
        }
        taken[input] += accepted
      }
      if taken == before { break }
    }
    guard zip(taken, values.inputs).allSatisfy({ $0 == $1.count }) else {
      throw TraceError.deadlock
    }
    try executor.finish(observer: &collector)
    return RuntimeTrace(
      tensors: collector.tensors,
      scores: (0..<executor.scoreCount).map { executor.score($0) },
      topLabel: executor.topLabel)
  }
}

/// Fills fresh memory, so that a read of what was never written shows.
private let poison: UInt8 = 0xA5

/// Keeps every row of every tensor.
private struct RowCollector: RowObserver {
  var tensors: [[Int16]]
  private let isInt16: [Bool]

  init(_ model: Model) {
    tensors = (0..<model.tensorCount).map { _ in [] }
    isInt16 = (0..<model.tensorCount).map { model.tensor($0).elementBytes == 2 }
  }

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    if isInt16[tensor] {
      for index in 0..<row.count / 2 {
        tensors[tensor].append(Int16(bitPattern: row.uint16(at: index * 2)))
      }
    } else {
      for index in row.indices { tensors[tensor].append(Int16(Int8(bitPattern: row[index]))) }
    }
  }
}
