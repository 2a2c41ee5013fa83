import Basics

/// A problem with what a file holds: one line that begins with the file's name.
public struct FileProblem: Error, CustomStringConvertible {
  public let path: String
  public let problem: any Error

  public var description: String { "\(printable(path)): \(problem)" }
}

/// Names a file in errors of a type.
package func naming<Result, Problem: Error>(
  _ path: String, in _: Problem.Type, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let problem as Problem {
    throw FileProblem(path: path, problem: problem)
  }
}
