import Basics
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

extension ModelError {
  /// What is wrong, where, and what to do.
  fileprivate var sentence: String {
    let (field, value, limit) = (reason.field.name, reason.value, reason.limit)
    return switch reason.code {
    case .truncated: "the file should have \(limit) bytes and has \(value); copy it again"
    case .notAModel: "not a .stapes file"
    case .unsupportedVersion:
      "format \(value).\(limit); this version reads \(Layout.majorVersion)."
        + "\(Layout.oldestMinorVersion) to \(Layout.majorVersion).\(Layout.minorVersion); "
        + "compile the model again"
    case .unknownFeatures:
      "needs features 0x\(String(value, radix: 16)) that this version does not have"
    case .checksumMismatch: "the checksum does not fit the bytes; copy the file again"
    case .outOfBounds: "byte \(position): \(value) is beyond the limit of \(limit)"
    case .badValue: "byte \(position): \(field) cannot be \(value)"
    case .badReference: "byte \(position): \(field) \(value) does not exist, there are \(limit)"
    case .mismatch: "byte \(position): \(field) is \(value), expected \(limit)"
    case .unsupportedOp: "byte \(position): this build lacks \(field) \(value)"
    }
  }
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
