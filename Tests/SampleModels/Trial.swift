public import ModelFormat
public import StapesRuntime

/// Loads any bytes and runs what loads, as an unsuspecting device would.
public struct Trial {
  public enum Outcome: Equatable, Sendable {
    case refused(ModelError)
    /// The arena is larger than a device has.
    case tooLarge
    /// A run would take more steps than a test has time for.
    case tooSlow
    /// The run was stopped by an error.
    case stopped(RuntimeError)
    /// The scores of the second stream.
    case ran([Int16])
  }

  /// The largest arena that is given.
  public static let largestArena = 1 << 20
  private static let mostSteps: UInt64 = 1 << 22
  private static let mostValues = 1 << 14

  private var memory = [UInt8](repeating: 0xA5, count: largestArena)
  private let samples: [Int16]
  private let rows: [Int8]

  public init() {
    samples = (0..<Self.mostValues).map { Int16(truncatingIfNeeded: $0 &* 40_503 >> 3) }
    rows = samples.map { Int8(truncatingIfNeeded: $0) }
  }

  /// Streams twice with a reset between, in two chunkings, and reads all that can be read.
  public mutating func run(_ file: [UInt8]) -> Outcome {
    let bytes = file.span
    let model: Model
    do throws(ModelError) {
      model = try Model(bytes)
    } catch {
      return .refused(error)
    }
    readTexts(model)
    let required = Executor.requiredArenaBytes(model)
    guard required <= Self.largestArena else { return .tooLarge }
    guard model.mostSteps <= Self.mostSteps else { return .tooSlow }
    let samples = samples
    let rows = rows
    var memory = memory.mutableSpan
    var scores: [Int16] = []
    do throws(RuntimeError) {
      var executor = try Executor(
        model, arena: memory._mutatingExtracting(0..<required))
      for chunk in [Int.max, 3] {
        executor.reset()
        try Self.stream(&executor, samples.span, rows.span, chunk: chunk)
        scores = (0..<executor.scoreCount).map { executor.score($0) }
        _ = executor.topLabel
      }
    } catch {
      return .stopped(error)
    }
    return .ran(scores)
  }

  private static func stream(
    _ executor: inout Executor, _ samples: Span<Int16>, _ rows: Span<Int8>, chunk: Int
  ) throws(RuntimeError) {
    let model = executor.model
    for input in 0..<model.inputCount {
      try executor.observe(samples.extracting(0..<40), input: input)
    }
    for input in 0..<model.inputCount {
      let tensor = model.tensor(input)
      let record = model.input(input)
      let most = max(1, mostValues / tensor.elements)
      let wanted = record.fixedRows > 0 ? record.fixedRows : min(record.minimumRows, 200) + 9
      guard tensor.elements <= mostValues else { continue }
      var left = min(wanted, most)
      while left > 0 {
        let count = min(left, chunk) * tensor.elements
        let taken =
          tensor.elementBytes == 2
          ? try executor.push(samples: samples.extracting(0..<count), input: input)
          : try executor.push(rows: rows.extracting(0..<count), input: input)
        left -= taken / tensor.elements
        if taken < count { break }
      }
    }
    try executor.finish()
  }

  private func readTexts(_ model: Model) {
    for index in 0..<model.labelCount { precondition(model.label(index).end <= model.bytes.count) }
    for index in 0..<model.nameCount { precondition(model.name(index).end <= model.bytes.count) }
    precondition(model.provenance.end <= model.bytes.count)
  }
}
