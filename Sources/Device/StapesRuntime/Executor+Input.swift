internal import FixedPoint

extension Executor {
  /// Pushes 16-bit samples (or rows of 16-bit values) into an input.
  ///
  /// - Returns: how many values were taken. All of them, unless the model joins several inputs
  ///   before a pooling layer and another input has to come first; push the rest after that.
  @discardableResult
  @_lifetime(self: copy self)
  public mutating func push(
    samples: Span<Int16>, input: Int = 0
  ) throws(RuntimeError) -> Int {
    try checkPush(input, elementBytes: 2, count: samples.count)
    var gain = try currentGain(input)
    var taken = 0
    while taken < samples.count {
      let count = take(samples.extracting(taken..<samples.count), input, &gain)
      if count == 0 { break }
      taken &+= count
      run()
    }
    try checkTaken(taken, of: samples.count)
    return taken
  }

  /// Pushes int8 rows (features, or a picture row by row) into an input.
  ///
  /// - Parameter rows: a whole number of rows, each `width` × `channels` values.
  /// - Returns: how many values were taken, see `push(samples:input:)`.
  @discardableResult
  @_lifetime(self: copy self)
  public mutating func push(rows: Span<Int8>, input: Int = 0) throws(RuntimeError) -> Int {
    try checkPush(input, elementBytes: 1, count: rows.count)
    var taken = 0
    while taken < rows.count {
      let count = take(rows.extracting(taken..<rows.count), input)
      if count == 0 { break }
      taken &+= count
      run()
    }
    try checkTaken(taken, of: rows.count)
    return taken
  }

  /// Ends every input; afterwards the scores are there.
  public mutating func finish() throws(RuntimeError) {
    try checkFinish()
    for index in 0..<model.inputCount {
      end(index)
      settle()
    }
    guard hasEnded else { throw .stalled }
  }
}

/// The parts of a push and of a finish.
extension Executor {
  /// Takes rows until a reader can run, the ring ends, or none is left; returns the values taken.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func take(
    _ samples: Span<Int16>, _ input: Int, _ gain: inout AmplitudeGain
  ) -> Int {
    let run = nextRun(input, offered: samples.count)
    storeSamples(samples.extracting(0..<run.count), at: run.position, input, &gain)
    passOn(input, rows: run.rows)
    return run.count
  }

  @_lifetime(self: copy self)
  @inline(never)
  mutating func take(_ values: Span<Int8>, _ input: Int) -> Int {
    let run = nextRun(input, offered: values.count)
    for index in 0..<run.count {
      arena[run.position &+ index] = UInt8(bitPattern: values[index])
    }
    passOn(input, rows: run.rows)
    return run.count
  }

  /// Rows that can be taken before the schedule must be asked, and that lie one behind the other.
  @inline(never)
  mutating func nextRun(
    _ index: Int, offered: Int
  ) -> (position: Int, rows: Int, count: Int) {
    let tensor = model.tensor(index)
    let slot = cursor(ofTensor: index).slot
    let elements = tensor.elements
    let offered = elements == 1 ? offered : offered / elements
    let rows = min(
      min(offered, tensor.capacity &- slot), min(room(tensor), rowsBeforeReading(tensor)))
    return (tensor.arenaOffset &+ slot &* tensor.rowBytes, rows, rows &* elements)
  }

  /// Checks that an input takes `count` values of a size now.
  @inline(never)
  mutating func checkPush(_ input: Int, elementBytes: Int, count: Int) throws(RuntimeError) {
    guard input >= 0, input < model.inputCount else {
      throw .noSuchInput(index: input, count: model.inputCount)
    }
    let tensor = model.tensor(input)
    guard tensor.elementBytes == elementBytes else { throw .wrongElement(input: input) }
    guard !cursor(ofTensor: input).hasEnded else { throw .alreadyFinished }
    let offered = count / tensor.elements
    guard offered &* tensor.elements == count else {
      throw .partialRow(elements: count, rowElements: tensor.elements)
    }
    let limit = model.input(input).fixedRows
    guard limit == 0 || offered <= limit &- rows(ofTensor: input) else {
      throw .inputTooLong(rows: limit)
    }
  }

  func checkTaken(_ taken: Int, of offered: Int) throws(RuntimeError) {
    guard taken == offered || model.inputCount > 1 else { throw .stalled }
  }

  @inline(never)
  mutating func checkFinish() throws(RuntimeError) {
    guard !hasEnded else { throw .alreadyFinished }
    for index in 0..<model.inputCount {
      let taken = rows(ofTensor: index)
      let minimum = fewestRows(index)
      guard taken >= minimum else {
        throw .inputTooShort(input: index, rows: taken, minimum: minimum)
      }
    }
  }

  /// Rows without which the stream cannot be finished.
  func fewestRows(_ index: Int) -> Int {
    let input = model.input(index)
    return max(input.fixedRows, input.minimumRows)
  }

  var hasEnded: Bool {
    mutating get { cursor(ofTensor: model.tensorCount &- 1).hasEnded }
  }

  /// Hands rows that were taken to their readers.
  mutating func passOn(_ input: Int, rows: Int) {
    var writer = cursor(ofTensor: input)
    commit(input, model.tensor(input), &writer, rows: rows)
    if model.hasPace, rows > 0 { addCredit(forRows: rows) }
  }

  /// Rows until the last of which no reader of the tensor can run.
  private mutating func rowsBeforeReading(_ tensor: TensorRecord) -> Int {
    var rows = Int(Int32.max)
    for entry in tensor.consumers {
      let edge = model.consumer(entry)
      let flow = model.op(model.edge(edge).op).rowFlow
      rows = min(rows, flow.span &- cursor(ofEdge: edge).reach)
    }
    guard model.hasPace else { return max(1, rows) }
    // Where work waits, it goes on with the first row that brings credit.
    let waiting = rowsBeforeCredit()
    return max(1, next < 0 ? max(rows, waiting) : waiting)
  }
}
