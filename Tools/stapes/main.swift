import Commands
import Foundation

let exitCode = Tool.run(Array(CommandLine.arguments.dropFirst()))
// Output that could not be written is no success.
exit(fflush(nil) == 0 ? exitCode.rawValue : 1)
