internal import FixedPoint
internal import Kernels

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
    guard Library.hasClipStandardisation, record.standardisation == .clip else { return }
    guard rows(ofTensor: input) == 0 else { throw .alreadyFinished }
    let memory = record.memory
    var statistics = ClipStatistics(
      sum: arena.int64(at: memory &+ Memory.first),
      squares: arena.int64(at: memory &+ Memory.second),
      count: arena.int32(at: memory &+ Memory.count))
    for index in samples.indices { statistics.add(samples[index]) }
    arena.store(statistics.sum, at: memory &+ Memory.first)
    arena.store(statistics.squares, at: memory &+ Memory.second)
    arena.store(statistics.count, at: memory &+ Memory.count)
    store(statistics.gain(minimumDeviationQ4: record.minimumDeviationQ4), at: memory)
  }

  mutating func resetStatistics(_ record: InputRecord) {
    guard record.standardisation != .fixed else { return }
    let memory = record.memory
    for word in 0..<Layout.statisticsBytes / 4 {
      arena.store(Int32(0), at: memory &+ word &* 4)
    }
    guard Library.hasRunningStandardisation, record.standardisation == .running else { return }
    var statistics = RunningStatistics(deviationQ4: record.initialDeviationQ4)
    arena.store(statistics.powerQ8, at: memory &+ Memory.second)
    store(gain(&statistics, record), at: memory)
  }

  /// The gain of a running estimate. Never inlined: it takes a square root.
  @inline(never)
  private mutating func gain(
    _ statistics: inout RunningStatistics, _ record: InputRecord
  ) -> AmplitudeGain {
    statistics.gain(minimumDeviationQ4: record.minimumDeviationQ4)
  }

  /// The gain for the next sample.
  @inline(never)
  mutating func currentGain(_ input: Int) throws(RuntimeError) -> AmplitudeGain {
    let record = model.input(input)
    guard record.standardisation != .fixed else { return AmplitudeGain(meanQ4: 0, gain: 0) }
    let gain = UInt32(bitPattern: arena.int32(at: record.memory &+ Memory.gain))
    guard gain != 0 else { throw .clipNotObserved }
    return AmplitudeGain(meanQ4: arena.int32(at: record.memory &+ Memory.mean), gain: gain)
  }

  /// Stores a run of samples, standardised, in the arena; a running estimate sees each of them, and
  /// its gain is taken up where that moves.
  @inline(never)
  mutating func storeSamples(
    _ samples: Span<Int16>, at position: Int, _ input: Int, _ gain: inout AmplitudeGain
  ) {
    let record = model.input(input)
    switch record.standardisation {
    case .fixed: arena.store(samples, at: position)
    case .clip: arena.store(samples, gain, at: position)
    case .running:
      guard Library.hasRunningStandardisation else { return }
      storeRunning(samples, at: position, record, &gain)
    }
  }

  /// Stores samples between the ends of blocks, where the gain moves.
  @inline(never)
  private mutating func storeRunning(
    _ samples: Span<Int16>, at position: Int, _ record: InputRecord, _ gain: inout AmplitudeGain
  ) {
    let memory = record.memory
    var statistics = RunningStatistics(
      meanQ16: arena.int64(at: memory &+ Memory.first),
      powerQ8: arena.int64(at: memory &+ Memory.second),
      blockSum: arena.int32(at: memory &+ Memory.blockSum),
      blockSquares: arena.int64(at: memory &+ Memory.blockSquares),
      blockCount: arena.int32(at: memory &+ Memory.count))
    var first = 0
    while first < samples.count {
      let left = Int(RunningStatistics.blockSamples &- statistics.blockCount)
      let count = min(samples.count &- first, max(1, left))
      let part = samples.extracting(first..<first &+ count)
      arena.store(part, gain, at: position &+ first &* 2)
      if statistics.add(part) { gain = self.gain(&statistics, record) }
      first &+= count
    }
    store(statistics, at: memory)
    store(gain, at: memory)
  }

  private mutating func store(_ statistics: RunningStatistics, at memory: Int) {
    arena.store(statistics.meanQ16, at: memory &+ Memory.first)
    arena.store(statistics.powerQ8, at: memory &+ Memory.second)
    arena.store(statistics.blockSquares, at: memory &+ Memory.blockSquares)
    arena.store(statistics.blockCount, at: memory &+ Memory.count)
    arena.store(statistics.blockSum, at: memory &+ Memory.blockSum)
  }

  private mutating func store(_ gain: AmplitudeGain, at memory: Int) {
    arena.store(gain.meanQ4, at: memory &+ Memory.mean)
    arena.store(Int32(bitPattern: gain.gain), at: memory &+ Memory.gain)
  }
}

extension MutableSpan<UInt8> {
  /// Stores samples as they are.
  @inline(never)
  fileprivate mutating func store(_ samples: Span<Int16>, at position: Int) {
    precondition(position >= 0 && samples.count &* 2 <= count &- position)
    for index in samples.indices {
      store(samples[index], position &+ index &* 2)
    }
  }

  /// Stores samples, standardised.
  @inline(never)
  fileprivate mutating func store(_ samples: Span<Int16>, _ gain: AmplitudeGain, at position: Int) {
    precondition(position >= 0 && samples.count &* 2 <= count &- position)
    for index in samples.indices {
      store(gain.standardise(samples[index]), position &+ index &* 2)
    }
  }

  @inline(__always)
  private mutating func store(_ sample: Int16, _ place: Int) {
    self[place] = UInt8(truncatingIfNeeded: sample)
    self[place &+ 1] = UInt8(truncatingIfNeeded: sample &>> 8)
  }
}
