import Compiler
import Foundation

/// The folder that holds Package.swift.
let packageRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A finished run of one of the package's tools.
struct ToolRun {
  let status: Int32
  /// What it wrote, to the standard output and the standard error.
  let output: String

  /// Runs a tool whose path is relative to the package.
  init(_ tool: String, _ arguments: [String]) throws {
    try self.init(absolute: packageRoot.appending(path: tool).path(), arguments)
  }

  init(absolute tool: String, _ arguments: [String]) throws {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.currentDirectoryURL = packageRoot
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: data, as: UTF8.self)
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

  var isInstalled: Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(emulator)")
    }
  }
}
