import Basics
import Program

/// A text with the name of a score a line, as any editor writes it.
enum LabelFile {
  /// The names, without line breaks; empty lines at the end are none.
  static func read(_ path: String) throws -> [String] {
    var bytes = try WholeFile.read(path).expecting(nil, at: path)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return try lines.enumerated().map { index, line in
      func problem(_ problem: LabelError.Problem) -> LabelError {
        LabelError(path: path, line: index + 1, problem: problem)
      }
      guard !line.isEmpty else { throw problem(.empty) }
      guard line.count <= IntegerProgram.longestText else { throw problem(.tooLong(line.count)) }
      guard let label = String(validating: line, as: UTF8.self) else { throw problem(.notUTF8) }
      return label
    }
  }
}

/// A line of a label file that names no score.
public struct LabelError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    case empty
    case tooLong(_ bytes: Int)
    case notUTF8
  }

  public let path: String
  public let line: Int
  public let problem: Problem

  public var description: String {
    let sentence =
      switch problem {
      case .empty: "is empty; give each score a name, one a line"
      case .tooLong(let bytes):
        "has \(bytes.grouped) bytes; a label has at most \(IntegerProgram.longestText.grouped)"
      case .notUTF8: "is not UTF-8; save the file as UTF-8"
      }
    return "\(printable(path)): line \(line) \(sentence)"
  }
}
