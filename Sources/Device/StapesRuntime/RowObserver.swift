internal import FixedPoint

/// Sees every row of every tensor as it is completed: for verification and self-tests.
public protocol RowObserver {
  /// A row of tensor `tensor` (inputs first, then one per op) is complete.
  mutating func completed(row: Span<UInt8>, ofTensor tensor: Int)

  /// An op has taken rows and given none.
  mutating func consumed(byTensor tensor: Int)
}

extension RowObserver {
  public mutating func consumed(byTensor tensor: Int) {}
}

/// Streams under the eyes of an observer.
extension Executor {
  @_lifetime(self: copy self)
  public mutating func push<Observer: RowObserver>(
    samples: Span<Int16>, input: Int, observer: inout Observer
  ) throws(RuntimeError) -> Int {
    try checkPush(input, elementBytes: 2, count: samples.count)
    var gain = try currentGain(input)
    let elements = model.tensor(input).elements
    var taken = 0
    while taken < samples.count {
      // A row at a time: none leaves its ring unseen.
      let count = take(samples.extracting(taken..<taken &+ elements), input, &gain)
      if count == 0 { break }
      taken &+= count
      show(1, ofTensor: input, &observer)
      run(&observer)
    }
    try checkTaken(taken, of: samples.count)
    return taken
  }

  @_lifetime(self: copy self)
  public mutating func push<Observer: RowObserver>(
    rows: Span<Int8>, input: Int, observer: inout Observer
  ) throws(RuntimeError) -> Int {
    try checkPush(input, elementBytes: 1, count: rows.count)
    let elements = model.tensor(input).elements
    var taken = 0
    while taken < rows.count {
      let count = take(rows.extracting(taken..<taken &+ elements), input)
      if count == 0 { break }
      taken &+= count
      show(1, ofTensor: input, &observer)
      run(&observer)
    }
    try checkTaken(taken, of: rows.count)
    return taken
  }

  public mutating func finish<Observer: RowObserver>(
    observer: inout Observer
  ) throws(RuntimeError) {
    try checkFinish()
    for index in 0..<model.inputCount {
      end(index)
      while step(&observer) != .idle {}
    }
    guard hasEnded else { throw .stalled }
  }

  private mutating func run<Observer: RowObserver>(_ observer: inout Observer) {
    while hasCredit, step(&observer) != .idle {}
  }

  private mutating func step<Observer: RowObserver>(_ observer: inout Observer) -> Step {
    let step = step()
    switch step {
    case .idle: break
    case .consumed(let tensor): observer.consumed(byTensor: tensor)
    case .produced(let tensor, let rows): show(rows, ofTensor: tensor, &observer)
    }
    return step
  }

  @inline(never)
  private mutating func show<Observer: RowObserver>(
    _ rows: Int, ofTensor index: Int, _ observer: inout Observer
  ) {
    for place in 0..<rows {
      let row = newestRow(ofTensor: index, place, of: rows)
      observer.completed(row: arena.span.extracting(row), ofTensor: index)
    }
  }

  /// Where in the arena one of the newest rows of a tensor lies.
  @inline(never)
  mutating func newestRow(ofTensor index: Int, _ place: Int, of rows: Int) -> Range<Int> {
    let tensor = model.tensor(index)
    var slot = cursor(ofTensor: index).slot &- rows &+ place
    if slot < 0 { slot &+= tensor.capacity }
    let start = tensor.arenaOffset &+ slot &* tensor.rowBytes
    return start..<start &+ tensor.rowBytes
  }
}
