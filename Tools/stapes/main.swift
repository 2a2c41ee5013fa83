import CMemory
import Commands
import Foundation

stapes_before_end_without_memory { Tool.removeUnfinished() }
exit(Tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
