import TestSupport
import Testing

extension TemporaryFolder {
  /// Writes small.json, and makes small.safetensors and small.stapes of it with the tool.
  func writeSmallModel() throws {
    try write("small.json", smallNetwork)
    for arguments in [
      ["init", "small.json", "-o", "small.safetensors"],
      ["compile", "small.safetensors", "-o", "small.stapes"],
    ] { try #require(try ToolRun(arguments, in: url).status == 0) }
  }
}
