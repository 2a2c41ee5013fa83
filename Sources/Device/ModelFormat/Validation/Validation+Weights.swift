/// Whether the bytes of an op's weights are sound.
extension Validation {
  @inline(never)
  mutating func validateWeights() {
    typealias Field = Layout.Convolution
    let at = place
    let code = bytes[at &+ Field.encoding]
    let encoding = WeightEncoding(rawValue: code)
    check(encoding != nil, .encoding, Int(code), at: at &+ Field.encoding)
    guard let encoding else { return }
    guard encoding.isSupported else {
      refuse(.encoding, at: at &+ Field.encoding)
      return
    }
    let (window, convolution) = (op.window, op.convolution)
    checkBlob(at: at &+ Field.weights, Int(bytes.int32(at: at &+ Field.weightBytes)))
    let perOutput = boundedProduct(
      window.kernelRows,
      window.kernelAcross &* (input.channels / convolution.groups))
    let count = boundedProduct(perOutput, output.channels)
    guard encoding != .dense else {
      check(convolution.weightBytes, equals: count, .weights, at: at &+ Field.weightBytes)
      return
    }
    check(
      count >= 0 && count <= Layout.mostEncodedWeights, count,
      within: Layout.mostEncodedWeights, at: at &+ Layout.Window.kernelRows)
    guard encoding != .sparse else {
      checkSparse(taps: perOutput)
      return
    }
    guard Library.hasEncodedWeights else { return }
    let together = model.channelsDecoded(op, of: output.channels)
    let decoded = together == 0 ? count : together &* perOutput
    checkMemory(at: at &+ Field.memory, convolution.bucketBytes &+ decoded)
    guard isSound else { return }
    if encoding == .entropy {
      checkTable(convolution, at: at)
    } else {
      checkPacked(convolution, atLeast: 1 &+ (count &+ 7) / 8, at: at)
    }
  }

  /// A convolution to int8 has room for its windows.
  @inline(never)
  mutating func validateWindows(at position: Int) {
    guard isSound, op.kind == .convolution, output.elementBytes == 1 else { return }
    let window = op.window
    let taps = boundedProduct(
      window.kernelRows, window.kernelAcross &* (input.channels / op.convolution.groups))
    let most = Layout.longestArena / 8
    check(taps >= 0 && taps <= most, taps, within: most, at: position)
    guard isSound else { return }
    let (windows, isSparse) = (op.convolution.windows, op.convolution.encoding == .sparse)
    check(windows & 3 == 0, .memory, windows, at: position)
    checkMemory(
      at: position,
      isSparse
        ? Layout.sparseWindowBytes(taps: taps)
        : Layout.windowBytes(taps: taps, positions: op.convolution.positionsTogether(output.width)))
  }

  /// A convolution of one group to int8 that takes positions together, whose entries lead to its taps.
  @inline(never)
  private mutating func checkSparse(taps: Int) {
    typealias Field = Layout.Convolution
    let convolution = op.convolution
    check(
      op.kind == .convolution && convolution.groups == 1 && output.elementBytes == 1
        && !convolution.isAlone, .encoding, Int(WeightEncoding.sparse.rawValue),
      at: place &+ Field.encoding)
    guard Library.hasSparseWeights, isSound else { return }
    let walked = SparseWeights(
      walking: bytes, at: convolution.weights, byteCount: convolution.weightBytes,
      channels: output.channels, taps: taps)
    check(walked != nil, .weights, convolution.weightBytes, at: place &+ Field.weights)
  }

  /// The bits of a value stand in front, and there are bytes enough for one bit of each weight.
  @inline(never)
  private mutating func checkPacked(
    _ op: ConvolutionRecord, atLeast shortest: Int, at: Int
  ) {
    check(
      op.weightBytes, atLeast: shortest, .weights, at: at &+ Layout.Convolution.weightBytes)
    guard isSound else { return }
    let bits = Int(bytes[op.weights])
    check(bits >= 1 && bits <= 8, .weights, bits, at: op.weights)
  }

  /// The table lies in the file; its symbols begin at 0, one behind the other, and end at 2¹².
  @inline(never)
  private mutating func checkTable(_ op: ConvolutionRecord, at: Int) {
    typealias Field = Layout.Entropy
    guard Library.hasCodedWeights else { return }
    check(
      op.weightBytes, atLeast: Field.words, .weights, at: at &+ Layout.Convolution.weightBytes)
    guard isSound else { return }
    checkBlob(at: op.weights &+ Field.table, Field.bounds)
    guard isSound else { return }
    let place = Int(bytes.int32(at: op.weights &+ Field.table))
    let symbols = Int(bytes[place &+ Field.highestIndex]) &+ 1
    let bounds = place &+ Field.bounds
    check(
      (symbols &+ 1) &* 2 <= bytes.count &- bounds, symbols, within: bytes.count, at: place)
    guard isSound else { return }
    var last = 0
    for symbol in 0...symbols {
      let bound = Int(bytes.uint16(at: bounds &+ symbol &* 2))
      check(
        bound >= last && (symbol > 0 || bound == 0), .table, bound, at: bounds &+ symbol &* 2)
      last = bound
    }
    check(
      last == 1 &<< Field.frequencyBits, .table, last, at: bounds &+ symbols &* 2)
  }
}
