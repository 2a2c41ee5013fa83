import Foundation
import TestSupport
import Testing

/// A package in a project of make and arm-none-eabi-gcc, without anything of Swift.
@Suite(
  .serialized,
  .enabled(
    if: Programs.isInstalled("arm-none-eabi-gcc") && Programs.isInstalled("make")
      && Board.cortexM4.isInstalled,
    "arm-none-eabi-gcc, make or qemu-system-arm is missing"))
struct MakeExampleTests {
  @Test("both ABIs of floats", arguments: ["soft", "hard"]) func run(_ float: String) throws {
    let sample = try Sample.small()
    let folder = try TemporaryFolder()
    let package = folder.file("package")
    let build = try ToolRun("Tools/firmware", "build", "--target", "cortex-m4", "--output", package)
    try #require(build.status == 0, "\(build.output)")
    let result = try sample.inFiles { model, input in
      try make(
        "run", "FLOAT=\(float)", "STAPES=\(package)", "MODEL=\(model)", "INPUT=\(input)",
        "BUILD=\(folder.file("build"))")
    }
    try #require(result.status == 0, "\(result.output)")
    #expect(!result.output.contains("warning"))
    let scores = sample.scores.map { " \($0)" }.joined()
    #expect(result.output.contains("\nscores\(scores)\n"))
  }

  private func make(_ arguments: String...) throws -> ToolRun {
    let folder = packageRoot.appending(path: "Firmware/examples/make").path()
    return try ToolRun(absolute: "/usr/bin/make", ["-C", folder] + arguments)
  }
}
