package import Foundation

/// A finished run of a program.
package struct ProgramRun: Sendable {
  package let status: Int32
  /// What it wrote to the standard output; where the two were joined, to the standard error too.
  package let output: String
  package let error: String
  /// Whether a signal ended it.
  package let wasKilled: Bool
}

extension ProgramRun {
  /// Runs a program to its end; see `RunningProgram`.
  package init(
    _ program: URL, _ arguments: [String], in folder: URL, input: Data = Data(),
    joinsError: Bool = false
  ) throws {
    self = try RunningProgram(
      program, arguments, in: folder, input: input, joinsError: joinsError
    ).end()
  }
}

/// A program while it runs.
package final class RunningProgram {
  private let process = Process()
  private let files: TemporaryFolder

  /// - Parameters:
  ///   - folder: where it runs.
  ///   - input: its standard input.
  ///   - joinsError: whether output and errors go to one text, in the order of their writing.
  package init(
    _ program: URL, _ arguments: [String], in folder: URL, input: Data = Data(),
    joinsError: Bool = false
  ) throws {
    files = try TemporaryFolder()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle(forReadingAtPath: try files.write("input", bytes: input))
    let output = FileHandle(forWritingAtPath: try files.write("output", ""))
    let error = FileHandle(forWritingAtPath: try files.write("error", ""))
    process.standardOutput = output
    process.standardError = joinsError ? output : error
    // The threads that tests run on block signals, and a child would inherit that.
    var none = sigset_t()
    var mask = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    try process.run()
  }

  package var isRunning: Bool { process.isRunning }

  package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end.
  package func end() throws -> ProgramRun {
    process.waitUntilExit()
    return ProgramRun(
      status: process.terminationStatus, output: try files.text("output"),
      error: try files.text("error"), wasKilled: process.terminationReason == .uncaughtSignal)
  }

  /// What the process has in memory now.
  package var residentBytes: Int? {
    let path = "/proc/\(process.processIdentifier)/statm"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]), pages > 0 else { return nil }
    return pages * 4_096
  }
}
