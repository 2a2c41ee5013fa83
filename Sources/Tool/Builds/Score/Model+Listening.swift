import ModelFormat
import StapesRuntime

/// A score that a model gave while a stream went on.
struct HeardScores: Equatable {
  /// How many samples had been pushed when it came.
  var samples: Int
  /// In steps.
  var steps: [Int16]
}

extension Model {
  /// Every score of a stream of sound, in an arena of its own, each as soon as the block that brings it
  /// has been pushed.
  ///
  /// - Parameters:
  ///   - next: the samples that follow; nil at the end of the stream.
  ///   - found: is told of each score.
  func listen(
    next: () throws -> [Int16]?, found: (HeardScores) throws -> Void
  ) throws {
    var memory = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(self))
    var executor = try Executor(self, arena: memory.mutableSpan)
    var collector = ScoreCollector(self)
    func tell() throws {
      for scores in collector.scores { try found(scores) }
      collector.scores = []
    }
    while let block = try next() {
      _ = try executor.push(samples: block.span, input: 0, observer: &collector)
      try tell()
    }
    try executor.finish(observer: &collector)
    try tell()
  }
}

extension Model {
  /// Scores in steps, as real numbers.
  func real(_ steps: [Int16]) -> [Double] {
    let tensor = tensor(tensorCount - 1)
    return steps.map { Double(Int($0) - Int(tensor.zeroPoint)) * Double(tensor.scale) }
  }
}

/// Counts samples, and keeps the scores that come.
private struct ScoreCollector: RowObserver {
  var scores: [HeardScores] = []
  private var samples = 0
  private let scoresTensor: Int
  private let isInt16: Bool

  init(_ model: Model) {
    scoresTensor = model.tensorCount - 1
    isInt16 = model.tensor(scoresTensor).elementBytes == 2
  }

  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int) {
    if tensor == 0 { samples += 1 }
    guard tensor == scoresTensor else { return }
    let steps =
      isInt16
      ? (0..<row.count / 2).map { Int16(bitPattern: row.uint16(at: $0 * 2)) }
      : row.indices.map { Int16(Int8(bitPattern: row[$0])) }
    scores.append(HeardScores(samples: samples, steps: steps))
  }
}
