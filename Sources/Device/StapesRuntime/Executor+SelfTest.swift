internal import Kernels

extension Executor {
  private typealias Field = Layout.SelfTest

  /// Computes the whole self-test: all steps of `selfTest(steps:_:)`.
  ///
  /// - Returns: the first op that gives something else than it should, or nil.
  public mutating func selfTest() throws(RuntimeError) -> Int? {
    var progress: UInt32 = 0
    repeat {
      if let failed = try selfTest(steps: .max, &progress) { return failed }
    } while progress > 0
    return nil
  }

  /// Feeds the self-test's noise through the model and, when all of it has passed, compares what each
  /// op gave with what it gave where the model was compiled. Then the stream is reset.
  ///
  /// The noise takes the place of standardised samples: it is not standardised again. A stream that is
  /// pushed into, finished or reset between two steps gives no verdict of any worth.
  ///
  /// - Parameters:
  ///   - steps: computations of ops that the call may make; at least one is made.
  ///   - progress: 0 begins the test. Afterwards, the steps made so far, up to 2³² − 1; or 0 where the
  ///     test has ended.
  /// - Returns: the first op that gives something else, once the test has ended; or nil.
  @inline(never)
  public mutating func selfTest(
    steps: UInt32, _ progress: inout UInt32
  ) throws(RuntimeError) -> Int? {
    guard let section = model.selfTest else { throw .noSelfTest }
    let sums = Int(model.bytes.int32(at: section.offset &+ Field.memory))
    guard sums >= model.stateBytes,
      sums <= model.arenaBytes &- model.opCount &* Field.wordBytes
    else { throw .noSelfTest }
    if progress == 0 { clearChecksums(sums) }
    next = model.opCount &- 1
    let seed = model.bytes.uint32(at: section.offset &+ Field.seed)
    var left = max(1, steps)
    while left > 0 {
      guard gatherStep(sums, seed) else {
        progress = 0
        reset()
        return firstDifference(sums, section)
      }
      left &-= 1
      if progress < .max { progress &+= 1 }
    }
    return nil
  }

  private mutating func clearChecksums(_ sums: Int) {
    reset()
    for op in 0..<model.opCount {
      arena.store(Int32(bitPattern: RowChecksum().value), at: sums &+ op &* Field.wordBytes)
    }
  }

  /// Lets one op compute, fed with as many rows as it waits for, and adds what it gives to its
  /// checksum; false where all has been computed.
  private mutating func gatherStep(_ sums: Int, _ seed: UInt32) -> Bool {
    while true {
      switch step() {
      case .idle:
        guard feed(seed) || endNextInput() else { return false }
      case .consumed: return true
      case .produced(let index, let rows):
        let at = sums &+ (index &- model.inputCount) &* Field.wordBytes
        var checksum = RowChecksum(UInt32(bitPattern: arena.int32(at: at)))
        for place in 0..<rows {
          for position in newestRow(ofTensor: index, place, of: rows) {
            checksum.add(arena[position])
          }
        }
        arena.store(Int32(bitPattern: checksum.value), at: at)
        return true
      }
    }
  }

  private func firstDifference(_ sums: Int, _ section: Section) -> Int? {
    let expected = section.offset &+ Field.checksums
    for op in 0..<model.opCount
    where arena.int32(at: sums &+ op &* Field.wordBytes)
      != model.bytes.int32(at: expected &+ op &* Field.wordBytes)
    {
      return op
    }
    return nil
  }

  /// Ends the first input that has not ended; false where all have.
  private mutating func endNextInput() -> Bool {
    for input in 0..<model.inputCount where !cursor(ofTensor: input).hasEnded {
      end(input)
      return true
    }
    return false
  }

  /// Gives a row to each input that wants one and has room for it; false where none does, or where
  /// inputs end already.
  private mutating func feed(_ seed: UInt32) -> Bool {
    guard !cursor(ofTensor: 0).hasEnded else { return false }
    var hasFed = false
    for input in 0..<model.inputCount {
      let row = rows(ofTensor: input)
      let tensor = model.tensor(input)
      guard row < fewestRows(input), room(tensor) > 0 else { continue }
      var writer = cursor(ofTensor: input)
      let position = tensor.arenaOffset &+ writer.slot &* tensor.rowBytes
      for element in 0..<tensor.elements {
        let value = selfTestNoise(
          seed: seed, input: input, index: row &* tensor.elements &+ element,
          elementBytes: tensor.elementBytes)
        if tensor.elementBytes == 2 {
          arena.store(half: Int(value), at: position &+ element &* 2)
        } else {
          arena[position &+ element] = UInt8(truncatingIfNeeded: value)
        }
      }
      commit(input, tensor, &writer, rows: 1)
      hasFed = true
    }
    return hasFed
  }
}
