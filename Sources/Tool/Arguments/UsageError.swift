/// A command line that cannot be understood: one line that says what is wrong and what to type
/// next. A tool prints it after `error: ` and exits with `ExitCode.usage`.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
