public import Arguments
import Basics
import CStapes

/// The `stapes` tool: its commands, and how it ends.
public enum Tool {
  /// The version that the C header states: major, minor and patch.
  public static let version =
    "\(STAPES_VERSION >> 16).\(STAPES_VERSION >> 8 & 255).\(STAPES_VERSION & 255)"

  private static var commands: [any Command.Type] {
    [
      DescribeCommand.self, InitCommand.self, TrainCommand.self, EvaluateCommand.self,
      DumpCommand.self, ReportCommand.self, CalibrateCommand.self, CompileCommand.self,
      ImportCommand.self, ExportCommand.self, InspectCommand.self, VerifyCommand.self,
      RunCommand.self, SizeCommand.self, CheckCommand.self, BenchCommand.self,
      SynthesizeCommand.self,
      ReferenceCommand.self,
    ]
  }

  static var specification: ToolSpecification {
    ToolSpecification(
      name: "stapes",
      abstract: "Compile audio networks into integer programs for microcontrollers.",
      version: version, commands: commands.map { $0.specification })
  }

  /// Runs the tool with the arguments behind its name.
  ///
  /// Results go to standard output; an error is one line on standard error. Results that could not
  /// be written are an error.
  public static func run(_ arguments: [String]) -> ExitCode {
    StandardStreams.occupy()
    Interrupt.watch()
    do {
      let exitCode = try perform(arguments)
      try StandardOutput.check()
      return exitCode
    } catch {
      StandardError.writeLine("stapes: \(error)")
      return error is UsageError ? .usage : .failure
    }
  }

  /// Removes what is being written, before a process ends at once.
  public static func removeUnfinished() { Unfinished.removeAll() }

  private static func perform(_ arguments: [String]) throws -> ExitCode {
    switch try specification.invocation(of: arguments) {
    case .show(let text):
      print(text, terminator: text.hasSuffix("\n") ? "" : "\n")
      return .success
    case .run(let name, let parsed):
      let command = commands.first { $0.specification.name == name }
      do {
        return try command?.run(parsed) ?? .usage
      } catch let problem as any NetworkProblem {
        throw CommandError((parsed.subject.map { "\($0): " } ?? "") + "\(problem)")
      }
    }
  }
}

/// One sub-command.
protocol Command {
  static var specification: CommandSpecification { get }

  /// Does the work; `.failure` where the work was done and its verdict is no.
  static func run(_ arguments: ParsedArguments) throws -> ExitCode
}

/// A sentence that ends a command.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
