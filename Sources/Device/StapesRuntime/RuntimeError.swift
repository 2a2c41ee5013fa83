/// Why the executor refused a call. Nothing has been changed when it is thrown, but where stated.
public enum RuntimeError: Error, Equatable, Sendable {
  /// The arena is smaller than `Executor.requiredArenaBytes`.
  case arenaTooSmall(requiredBytes: Int, givenBytes: Int)
  case noSuchInput(index: Int, count: Int)
  /// Samples were pushed into an input of rows, or the other way round.
  case wrongElement(input: Int)
  /// The bytes are not a whole number of rows.
  case partialRow(elements: Int, rowElements: Int)
  /// The input takes exactly `rows` rows.
  case inputTooLong(rows: Int)
  /// The input ended before one score could be computed, or before its fixed length.
  case inputTooShort(input: Int, rows: Int, minimum: Int)
  /// A clip was pushed before it was shown to `observe`.
  case clipNotObserved
  /// The stream has been finished; `reset()` starts another.
  case alreadyFinished
  /// The file's plan leaves some ring too small to go on. A file from the compiler never does.
  /// Rows have been taken; only `reset()` helps.
  case stalled
  case noSelfTest
  /// The model scores clips, whose length and amplitude a gap would change.
  case notContinuous
}
