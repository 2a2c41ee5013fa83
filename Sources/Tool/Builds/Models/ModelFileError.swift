import Basics
import Compiler
import ModelFormat
import StapesRuntime
import Verification

/// What is wrong with a model's file, or with what it was given to run on: one line that names it.
public struct ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Of the file, the recording, or a clip of an array.
  let name: String
  let problem: TraceError

  public var description: String { "\(name): \(problem.sentence)" }
}

extension RuntimeError {
  /// What is wrong and what to do.
  fileprivate var sentence: String {
    switch self {
    case .arenaTooSmall(let required, let given):
      "the arena has \(given) bytes, the model needs \(required)"
    case .noSuchInput(let index, let count): "there is no input \(index); the model has \(count)"
    case .wrongElement(let input): "input \(input) takes other elements"
    case .partialRow(let elements, let row):
      "\(elements) values are not a whole number of rows of \(row)"
    case .inputTooLong(let rows): "the model takes exactly \(rows) rows; cut the input"
    case .inputTooShort(_, let rows, let minimum):
      rows == 0
        ? "the input is empty; the model needs at least \(minimum) samples"
        : "\(rows) samples are too few for a score; the model needs at least \(minimum)"
    case .clipNotObserved: "the clip has to be shown before it is pushed"
    case .alreadyFinished: "the stream has been finished"
    case .stalled: "the file's rings are too small; compile the model again"
    case .notContinuous: "the model scores clips, and a clip has no gap"
    case .noSelfTest: "the file holds no self-test; compile the model again"
    }
  }
}

extension TraceError {
  fileprivate var sentence: String {
    switch self {
    case .model(let error): error.sentence
    case .runtime(let error): error.sentence
    case .arenaOverrun: "the executor wrote outside its arena"
    case .deadlock: "no input takes any more rows, although some are left"
    }
  }
}
