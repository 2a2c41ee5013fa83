import Compiler
import Foundation
import TestSupport

/// The folder that holds Package.swift.
let packageRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A run of one of the package's tools, with all that it wrote in its output.
typealias ToolRun = ProgramRun

extension ProgramRun {
  /// Runs a tool whose path is relative to the package.
  init(_ tool: String, _ arguments: [String]) throws {
    try self.init(absolute: packageRoot.appending(path: tool).path(), arguments)
  }

  init(absolute tool: String, _ arguments: [String]) throws {
    try self.init(URL(filePath: tool), arguments, in: packageRoot, joinsError: true)
  }

  init(_ tool: String, _ arguments: String...) throws { try self.init(tool, arguments) }

  /// What follows a name at the start of a line.
  func value(_ name: String) -> Substring? {
    output.split(separator: "\n")
      .first { $0.hasPrefix("\(name) ") }?
      .dropFirst(name.count + 1)
  }
}

/// A target with an emulated board.
typealias Board = DeviceTarget

extension Board {
  var emulator: String { self == .rv32imac ? "qemu-system-riscv32" : "qemu-system-arm" }

  var isInstalled: Bool { Programs.isInstalled(emulator) }
}
