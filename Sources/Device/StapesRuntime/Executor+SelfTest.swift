internal import Kernels

extension Executor {
  private typealias Field = Layout.SelfTest

  /// Feeds the self-test's noise through the model and compares what each op gives with what it gave
  /// where the model was compiled. Afterwards the stream is reset.
  ///
  /// The noise takes the place of standardised samples: it is not standardised again.
  ///
  /// - Returns: the first op that gives something else, or nil.
  @inline(never)
  public mutating func selfTest() throws(RuntimeError) -> Int? {
    guard let section = model.selfTest else { throw .noSelfTest }
    let sums = Int(model.bytes.int32(at: section.offset &+ Field.memory))
    guard sums >= model.stateBytes,
      sums <= model.arenaBytes &- model.opCount &* Field.wordBytes
    else { throw .noSelfTest }
    reset()
    for op in 0..<model.opCount {
      arena.store(
        Int32(bitPattern: RowChecksum().value), at: sums &+ op &* Field.wordBytes)
    }
    let seed = model.bytes.uint32(at: section.offset &+ Field.seed)
    while feed(seed) { gather(sums) }
    for input in 0..<model.inputCount {
      endInput(input)
      gather(sums)
    }
    reset()
    let expected = section.offset &+ Field.checksums
    for op in 0..<model.opCount
    where arena.int32(at: sums &+ op &* Field.wordBytes)
      != model.bytes.int32(at: expected &+ op &* Field.wordBytes)
    {
      return op
    }
    return nil
  }

  /// Gives a row to each input that wants one and has room for it; false where none does.
  private mutating func feed(_ seed: UInt32) -> Bool {
    var hasFed = false
    for input in 0..<model.inputCount {
      let row = rows(ofTensor: input)
      guard row < fewestRows(input), room(input) > 0 else { continue }
      let tensor = model.tensor(input)
      let position = nextRow(input)
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
      commit(input, rows: 1)
      wakeReaders(of: input)
      hasFed = true
    }
    return hasFed
  }

  /// Runs until no op can, and adds what they give to their checksums.
  private mutating func gather(_ sums: Int) {
    while true {
      switch step() {
      case .idle: return
      case .consumed: break
      case .produced(let index, let rows):
        let at = sums &+ (index &- model.inputCount) &* Field.wordBytes
        var checksum = RowChecksum(UInt32(bitPattern: arena.int32(at: at)))
        for place in 0..<rows {
          for position in newestRow(ofTensor: index, place, of: rows) {
            checksum.add(arena[position])
          }
        }
        arena.store(Int32(bitPattern: checksum.value), at: at)
      }
    }
  }
}
