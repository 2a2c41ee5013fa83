/// Rows that were lost between those pushed before and those pushed next.
extension Executor {
  /// Goes on behind a gap of `rows` rows of the first input.
  ///
  /// A gap shorter than the input's `minimumRows` is filled with silence: zeros in the place of
  /// standardised samples, which no amplitude estimate sees. Of a longer one nothing in front can be
  /// part of a score that the model gives behind it, and of several inputs none says which rows
  /// the others have lost: then the stream starts anew, with the amplitude estimates, the scores and
  /// their number as they are.
  ///
  /// - Complexity: of a push of `rows` rows, or of `reset()`.
  public mutating func gap(rows: Int) throws(RuntimeError) {
    guard model.isContinuous else { throw .notContinuous }
    guard !cursor(ofTensor: 0).hasEnded else { throw .alreadyFinished }
    if model.inputCount == 1, rows < model.input(0).minimumRows {
      try fill(rows: rows)
    } else {
      let scores = model.tensorCount &- 1
      let given = scoresGiven
      clear(keepsAmplitude: true)
      var cursor = cursor(ofTensor: scores)
      cursor.rows = given
      store(cursor, ofTensor: scores)
    }
  }

  private mutating func fill(rows: Int) throws(RuntimeError) {
    let tensor = model.tensor(0)
    let silence = UInt8(truncatingIfNeeded: tensor.zeroPoint)
    var left = rows
    while left > 0 {
      let run = nextRun(0, offered: min(left, tensor.capacity) &* tensor.elements)
      guard run.rows > 0 else { throw .stalled }
      for index in 0..<run.rows &* tensor.rowBytes {
        arena[run.position &+ index] = silence
      }
      passOn(0, rows: run.rows)
      self.run()
      left &-= run.rows
    }
  }
}
