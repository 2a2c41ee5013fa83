internal import FixedPoint
internal import ModelFormat

/// Pushing and finishing.
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
    var observer = NoObserver()
    return try push(samples: samples, input: input, observer: &observer)
  }

  /// Pushes int8 rows (features, or a picture row by row) into an input.
  ///
  /// - Parameter rows: a whole number of rows, each `width` × `channels` values.
  /// - Returns: how many values were taken, see `push(samples:input:)`.
  @discardableResult
  @_lifetime(self: copy self)
  public mutating func push(rows: Span<Int8>, input: Int = 0) throws(RuntimeError) -> Int {
    var observer = NoObserver()
    return try push(rows: rows, input: input, observer: &observer)
  }

  /// Ends every input; afterwards the scores are there.
  public mutating func finish() throws(RuntimeError) {
    var observer = NoObserver()
    try finish(observer: &observer)
  }

  /// `push(samples:input:)` under the eyes of an observer.
  @_lifetime(self: copy self)
  public mutating func push<Observer: RowObserver>(
    samples: Span<Int16>, input: Int, observer: inout Observer
  ) throws(RuntimeError) -> Int {
    let tensor = try acceptingTensor(input, elementBytes: 2, count: samples.count)
    let record = model.input(input)
    var gain = try currentGain(record, input: input)
    var taken = 0
    var quietRows = rowsBeforeReading(tensor)
    while taken < samples.count, hasRoom(tensor) {
      let row = nextRow(input, tensor)
      for element in 0..<tensor.elements {
        var value = samples[taken &+ element]
        if record.standardisation != .fixed {
          let raw = value
          value = gain.standardise(raw)
          if record.standardisation == .running { advanceStatistics(record, raw, &gain) }
        }
        arena.store(UInt16(bitPattern: value), at: row &+ element &* 2)
      }
      commit(input, tensor, &observer)
      taken &+= tensor.elements
      quietRows &-= 1
      if quietRows <= 0 {
        run(after: input, &observer)
        quietRows = rowsBeforeReading(tensor)
      }
    }
    try count(taken, of: samples.count, input, tensor)
    return taken
  }

  /// `push(rows:input:)` under the eyes of an observer.
  @_lifetime(self: copy self)
  public mutating func push<Observer: RowObserver>(
    rows: Span<Int8>, input: Int, observer: inout Observer
  ) throws(RuntimeError) -> Int {
    let tensor = try acceptingTensor(input, elementBytes: 1, count: rows.count)
    var taken = 0
    var quietRows = rowsBeforeReading(tensor)
    while taken < rows.count, hasRoom(tensor) {
      let row = nextRow(input, tensor)
      for element in 0..<tensor.elements {
        arena.store(rows[taken &+ element], at: row &+ element)
      }
      commit(input, tensor, &observer)
      taken &+= tensor.elements
      quietRows &-= 1
      if quietRows <= 0 {
        run(after: input, &observer)
        quietRows = rowsBeforeReading(tensor)
      }
    }
    try count(taken, of: rows.count, input, tensor)
    return taken
  }

  /// `finish()` under the eyes of an observer.
  public mutating func finish<Observer: RowObserver>(
    observer: inout Observer
  ) throws(RuntimeError) {
    guard !isFinished else { throw .alreadyFinished }
    for index in 0..<model.inputCount {
      let record = model.input(index)
      let rows = Int(arena.int32(at: cursors.input(index)))
      let minimum = max(record.fixedRows, record.minimumRows)
      guard rows >= minimum else {
        throw .inputTooShort(input: index, rows: rows, minimum: minimum)
      }
    }
    for index in 0..<model.inputCount {
      end(index)
      run(after: index, &observer)
    }
    guard isFinished else { throw .stalled }
  }

  /// Checks that an input takes `count` values of a size now.
  private func acceptingTensor(
    _ input: Int, elementBytes: Int, count: Int
  ) throws(RuntimeError) -> TensorRecord {
    guard input >= 0, input < model.inputCount else {
      throw .noSuchInput(index: input, count: model.inputCount)
    }
    let tensor = model.tensor(input)
    guard tensor.elementBytes == elementBytes else { throw .wrongElement(input: input) }
    guard !hasEnded(input) else { throw .alreadyFinished }
    let rows = count / tensor.elements
    guard rows &* tensor.elements == count else {
      throw .partialRow(elements: count, rowElements: tensor.elements)
    }
    let limit = model.input(input).fixedRows
    guard limit == 0 || rows <= limit &- Int(arena.int32(at: cursors.input(input))) else {
      throw .inputTooLong(rows: limit)
    }
    return tensor
  }

  /// Rows that can be pushed before a reader of a tensor can take any: until then the schedule
  /// would find nothing to do after a row.
  private func rowsBeforeReading(_ tensor: TensorRecord) -> Int {
    var rows = Int.max
    for entry in tensor.firstConsumer..<tensor.firstConsumer &+ tensor.consumerCount {
      let edge = model.consumer(entry)
      let op = model.op(model.edge(edge).op)
      rows = min(rows, op.rowsNeeded &- EdgeCursor(arena, at: cursors.edge(edge)).reach)
    }
    return rows
  }

  /// Counts the rows that a push took; the count stops at 2³¹ − 1.
  private mutating func count(
    _ taken: Int, of offered: Int, _ input: Int, _ tensor: TensorRecord
  ) throws(RuntimeError) {
    let position = cursors.input(input)
    let (sum, overflow) = arena.int32(at: position).addingReportingOverflow(
      Int32(truncatingIfNeeded: taken / tensor.elements))
    arena.store(overflow ? Int32.max : sum, at: position)
    guard taken == offered || model.inputCount > 1 else { throw .stalled }
  }
}
