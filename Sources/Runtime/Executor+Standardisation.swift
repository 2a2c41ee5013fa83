internal import FixedPoint
internal import ModelFormat

/// Amplitude standardisation, whose arithmetic FixedPoint defines; its memory lies in the arena.
extension Executor {
  /// Byte offsets within an input's memory.
  private enum Memory {
    static let first = 0  // clip: sum; running: mean
    static let second = 8  // clip: squares; running: power
    static let blockSquares = 16
    static let count = 24
    static let blockSum = 28
    static let mean = 32
    /// 0 until the gain is known; a gain is never 0.
    static let gain = 36
  }

  /// Shows (a part of) the clip that will be pushed, so that its amplitude is known before.
  ///
  /// Only inputs with `clip` standardisation need it; for others it does nothing. A clip may be
  /// shown in any chunking, before its first sample is pushed.
  @_lifetime(self: copy self)
  public mutating func observe(_ samples: Span<Int16>, input: Int = 0) throws(RuntimeError) {
    guard input >= 0, input < model.inputCount else {
      throw .noSuchInput(index: input, count: model.inputCount)
    }
    let record = model.input(input)
    guard record.standardisation == .clip else { return }
    guard arena.int32(at: cursors.input(input)) == 0 else { throw .alreadyFinished }
    var statistics = ClipStatistics(
      sum: arena.int64(at: record.memory &+ Memory.first),
      squares: arena.int64(at: record.memory &+ Memory.second),
      count: arena.int32(at: record.memory &+ Memory.count))
    for index in samples.indices { statistics.add(samples[index]) }
    arena.store(statistics.sum, at: record.memory &+ Memory.first)
    arena.store(statistics.squares, at: record.memory &+ Memory.second)
    arena.store(statistics.count, at: record.memory &+ Memory.count)
    store(statistics.gain(minimumDeviationQ4: record.minimumDeviationQ4), record)
  }

  mutating func resetStatistics(_ record: InputRecord) {
    switch record.standardisation {
    case .fixed: return
    case .clip:
      for word in 0..<Layout.statisticsBytes / 4 {
        arena.store(Int32(0), at: record.memory &+ word &* 4)
      }
    case .running:
      let statistics = RunningStatistics(deviationQ4: record.initialDeviationQ4)
      store(statistics, record)
      store(statistics.gain(minimumDeviationQ4: record.minimumDeviationQ4), record)
    }
  }

  /// The gain for the next sample.
  func currentGain(_ record: InputRecord, input: Int) throws(RuntimeError) -> AmplitudeGain {
    guard record.standardisation != .fixed else { return AmplitudeGain(meanQ4: 0, gain: 0) }
    let gain = UInt32(bitPattern: arena.int32(at: record.memory &+ Memory.gain))
    guard gain != 0 else { throw .clipNotObserved }
    return AmplitudeGain(meanQ4: arena.int32(at: record.memory &+ Memory.mean), gain: gain)
  }

  /// Lets the running estimate see a sample, and takes up its gain when that has moved.
  mutating func advanceStatistics(
    _ record: InputRecord, _ sample: Int16, _ gain: inout AmplitudeGain
  ) {
    var statistics = RunningStatistics(
      meanQ16: arena.int64(at: record.memory &+ Memory.first),
      powerQ8: arena.int64(at: record.memory &+ Memory.second),
      blockSum: arena.int32(at: record.memory &+ Memory.blockSum),
      blockSquares: arena.int64(at: record.memory &+ Memory.blockSquares),
      blockCount: arena.int32(at: record.memory &+ Memory.count))
    let hasMoved = statistics.add(sample)
    store(statistics, record)
    guard hasMoved else { return }
    gain = statistics.gain(minimumDeviationQ4: record.minimumDeviationQ4)
    store(gain, record)
  }

  private mutating func store(_ statistics: RunningStatistics, _ record: InputRecord) {
    arena.store(statistics.meanQ16, at: record.memory &+ Memory.first)
    arena.store(statistics.powerQ8, at: record.memory &+ Memory.second)
    arena.store(statistics.blockSquares, at: record.memory &+ Memory.blockSquares)
    arena.store(statistics.blockCount, at: record.memory &+ Memory.count)
    arena.store(statistics.blockSum, at: record.memory &+ Memory.blockSum)
  }

  private mutating func store(_ gain: AmplitudeGain, _ record: InputRecord) {
    arena.store(gain.meanQ4, at: record.memory &+ Memory.mean)
    arena.store(Int32(bitPattern: gain.gain), at: record.memory &+ Memory.gain)
  }
}
