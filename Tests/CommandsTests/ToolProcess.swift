import Foundation

/// The built tool while it runs.
final class ToolProcess {
  private let process = Process()
  private let files: [URL]

  init(_ arguments: [String], in folder: URL) throws {
    process.executableURL = ToolRun.tool
    process.arguments = arguments
    process.currentDirectoryURL = folder
    files = try ["output", "error"].map { name in
      let url = folder.appending(path: ".\(UUID().uuidString).\(name)")
      try Data().write(to: url)
      return url
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    // The threads that tests run on block signals, and a child would inherit that.
    var none = sigset_t()
    var mask = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &mask)
    defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end.
  func end() throws -> (status: Int32, output: String, error: String, wasKilled: Bool) {
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    for file in files { try FileManager.default.removeItem(at: file) }
    return (
      process.terminationStatus, texts[0], texts[1], process.terminationReason == .uncaughtSignal
    )
  }

  /// What the process has in memory now.
  var residentBytes: Int? {
    let path = "/proc/\(process.processIdentifier)/statm"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]), pages > 0 else { return nil }
    return pages * 4_096
  }
}
