import ModelFormat
public import Program

/// Whether an op is faster with sparse weights than with dense ones.
extension IntegerProgram {
  /// Whether an op's weights may be sparse.
  public func canBeSparse(_ index: Int) -> Bool {
    guard let convolution = ops[index].operation.convolution else { return false }
    return laysWindows(index) && convolution.groups == 1
      && convolution.weightsPerOutput <= UInt16.max
      && (1...Layout.mostEncodedWeights).contains(convolution.weights.count)
  }

  /// How an op's weights are stored if they are to be sparse; nil where that is slower, or takes more of
  /// the file.
  ///
  /// - Parameters:
  ///   - dense: how they would be stored otherwise.
  ///   - takesArena: whether arena is no matter.
  func sparseStorage(
    ofOp index: Int, insteadOf dense: WeightStorage, takesArena: Bool, on target: DeviceTarget
  ) -> WeightStorage? {
    guard canBeSparse(index), let convolution = ops[index].operation.convolution,
      takesArena || convolution.weightsPerOutput <= Self.mostSparseTaps,
      encodedBytes(ofOp: index, .sparse).all <= convolution.weights.count
    else { return nil }
    let entries = sparseEntries(ofOp: index)
    func price(_ storage: WeightStorage) -> Double {
      let firing = firingTerms(ofOp: index, storage)
      let rows = terms(ofOp: index, rows: storage.strip, storage, sparseEntries: entries)
      return InstructionPrices.price(firing.merging(rows, uniquingKeysWith: +), on: target)
        / Double(storage.strip)
    }
    let best = sparseStrips(index, takesArena: takesArena)
      .map { WeightStorage(.sparse, strip: $0) }.min { price($0) < price($1) }
    return best.flatMap { price($0) < price(dense) ? $0 : nil }
  }

  /// Windows for more taps take more arena than they are worth.
  private static var mostSparseTaps: Int { 512 }

  /// In which strips positions may come together, where rows do not wait longer for each other than for
  /// the next push.
  private func sparseStrips(_ index: Int, takesArena: Bool) -> [Int] {
    guard canTakeStrips(index), let convolution = ops[index].operation.convolution,
      !isBehindAverage(ops[index].edges[0].tensor)
    else { return [1] }
    let positions = ops[index].row.width * convolution.pool.across
    let rowsPerRow =
      inputRows(perRowOf: ops[index].edges[0].tensor) * convolution.geometry.strideRows
    let most =
      inputs[0].samplesPerSecond.map { 1 + $0 / 100 / rowsPerRow } ?? (takesArena ? 4 : 1)
    let pool = convolution.pool.rows
    let longest = Layout.longestDimension / convolution.geometry.strideRows
    return (1...max(1, min(most, longest, Self.mostSparsePositions / positions)))
      .filter { $0 % pool == 0 || pool % $0 == 0 }
  }

  /// More positions at a time fill batches hardly better.
  private static var mostSparsePositions: Int { 4 * Layout.sparsePositions }
}
