import Foundation
import Interchange
import ModelFormat
import Runtime
import Verification

/// The bytes of a `.stapes` file.
struct ModelFile {
  let path: String
  let bytes: [UInt8]

  init(_ path: String) throws {
    self.init(path: path, bytes: try WholeFile.read(path))
  }

  /// - Parameter path: what messages call the file.
  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Calls `body` with the validated model.
  func withModel<Result>(_ body: (Model) throws -> Result) throws -> Result {
    let model: Model
    do {
      model = try Model(bytes.span)
    } catch {
      throw CommandError("\(path): \(error.sentence)")
    }
    return try body(model)
  }
}

extension ModelError {
  /// What is wrong, where, and what to do.
  var sentence: String {
    switch reason {
    case .truncated(let expected, let actual):
      "the file should have \(expected) bytes and has \(actual); copy it again"
    case .notAModel: "not a .stapes file"
    case .unsupportedVersion(let major, let minor):
      "format \(major).\(minor); this version reads \(Layout.majorVersion).0 to "
        + "\(Layout.majorVersion).\(Layout.minorVersion); compile the model again"
    case .unknownFeatures(let bits):
      "needs features 0x\(String(bits, radix: 16)) that this version does not have"
    case .checksumMismatch: "the checksum does not fit the bytes; copy the file again"
    case .sectionMissing(let kind): "section \(kind.rawValue) is missing"
    case .sectionRepeated(let kind): "section \(kind.rawValue) stands twice, at byte \(position)"
    case .outOfBounds(let value, let limit):
      "byte \(position): \(value) leaves the limit of \(limit)"
    case .badValue(let field, let value): "byte \(position): \(field.name) cannot be \(value)"
    case .badReference(let field, let index, let count):
      "byte \(position): \(field.name) \(index) does not exist, there are \(count)"
    case .mismatch(let field, let value, let expected):
      "byte \(position): \(field.name) is \(value), expected \(expected)"
    }
  }
}

extension RuntimeError {
  /// What is wrong and what to do.
  var sentence: String {
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
    case .stalled: "the file's rings are too small to go on; compile the model again"
    }
  }
}

extension TraceError {
  var sentence: String {
    switch self {
    case .model(let error): error.sentence
    case .runtime(let error): error.sentence
    case .arenaOverrun: "the executor wrote outside its arena"
    case .deadlock: "no input takes any more rows, although some are left"
    }
  }
}
