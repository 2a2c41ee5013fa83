import ModelFormat
import SampleModels
import StapesRuntime

/// Pushes a set of clips into an executor, a chunk at a time.
struct Feeder {
  private let clips: [[Int16]]
  private let rows: Int
  private var taken: [Int]

  /// - Parameter rows: the rows of one push.
  init(_ clips: [[Int16]], rows: Int) {
    self.clips = clips
    self.rows = rows
    taken = clips.map { _ in 0 }
  }

  /// Shows the executor whole clips.
  func show(_ executor: inout Executor) throws(RuntimeError) {
    for (input, clip) in clips.enumerated() where executor.model.tensor(input).elementBytes == 2 {
      try executor.observe(clip.span, input: input)
    }
  }

  /// Pushes one chunk into every input; false when nothing was taken any more.
  mutating func push<Observer: RowObserver>(
    _ executor: inout Executor, _ observer: inout Observer
  ) throws(RuntimeError) -> Bool {
    var hasAdvanced = false
    for (input, clip) in clips.enumerated() {
      let elements = executor.model.tensor(input).elements
      let left = clip.count - taken[input]
      guard left > 0 else { continue }
      let chunk = clip[taken[input]..<taken[input] + min(left, rows * elements)]
      let count = try executor.push(Array(chunk), input: input, observer: &observer)
      taken[input] += count
      hasAdvanced = hasAdvanced || count > 0
    }
    return hasAdvanced
  }
}

extension Executor {
  /// Pushes values in the element size of an input.
  @_lifetime(self: copy self)
  mutating func push<Observer: RowObserver>(
    _ values: [Int16], input: Int, observer: inout Observer
  ) throws(RuntimeError) -> Int {
    if model.tensor(input).elementBytes == 2 {
      return try push(samples: values.span, input: input, observer: &observer)
    }
    let rows = values.map { Int8(truncatingIfNeeded: $0) }
    return try push(rows: rows.span, input: input, observer: &observer)
  }

  @_lifetime(self: copy self)
  mutating func push(_ values: [Int16], input: Int = 0) throws(RuntimeError) -> Int {
    var ignored = Rows()
    return try push(values, input: input, observer: &ignored)
  }

  /// `observe` for an array.
  @_lifetime(self: copy self)
  mutating func show(_ clip: [Int16], input: Int = 0) throws(RuntimeError) {
    try observe(clip.span, input: input)
  }

  var scores: [Int16] { (0..<scoreCount).map { score($0) } }
}

/// Keeps the rows of every tensor, in the order in which they came.
struct Rows: RowObserver, Equatable {
  var rows: [Int: [[UInt8]]] = [:]

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    rows[tensor, default: []].append(row.indices.map { row[$0] })
  }
}

/// What one stream gives.
struct Trace: Equatable {
  var scores: [Int16]
  var rows: Rows
}

extension SampleModel {
  /// Runs clips through the file in an arena full of `poison`.
  func run(_ clips: [[Int16]], rows: Int = 1 << 20, poison: UInt8 = 0xA5) throws -> Trace {
    let bytes = file.span
    let model = try Model(bytes)
    var memory = [UInt8](repeating: poison, count: model.arenaBytes)
    var executor = try Executor(model, arena: memory.mutableSpan)
    return try stream(clips, into: &executor, rows: rows)
  }

  /// Runs clips through an executor to the end.
  func stream(
    _ clips: [[Int16]], into executor: inout Executor, rows: Int = 1 << 20
  ) throws -> Trace {
    var observer = Rows()
    var feeder = Feeder(clips, rows: rows)
    try feeder.show(&executor)
    while try feeder.push(&executor, &observer) {}
    try executor.finish(observer: &observer)
    return Trace(scores: executor.scores, rows: observer)
  }
}
