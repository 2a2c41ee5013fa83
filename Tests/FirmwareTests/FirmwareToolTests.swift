import CStapes
import Foundation
import TestSupport
import Testing

@Suite struct FirmwareToolTests {
  @Test func unknownTargetNamesTheKnownOnes() throws {
    let result = try ToolRun("Tools/firmware", "build", "--target", "z80")
    #expect(result.status == 64)
    #expect(
      result.output == """
        firmware: there is no target 'z80'; targets are cortex-m0 cortex-m4 cortex-m7 \
        cortex-m33 cortex-m55 rv32imac wasm32

        """)
  }

  @Test(
    "wrong usage",
    arguments: [
      ([], "USAGE"), (["flash"], "there is no command 'flash'"),
      (["build", "--fast"], "there is no option '--fast'"),
      (["build", "--target"], "--target needs a value"), (["build", "x"], "takes no operand 'x'"),
      (["run", "a", "b"], "run needs --target"),
      (["run", "--target", "cortex-m4", "a"], "run takes a model and an input"),
      (["run", "--target", "wasm32", "a", "b"], "no board is emulated for wasm32"),
    ])
  func usage(_ arguments: [String], _ message: String) throws {
    let result = try ToolRun("Tools/firmware", arguments)
    #expect(result.status == 64)
    #expect(result.output.contains(message))
  }

  @Test func missingFile() throws {
    let result = try ToolRun("Tools/firmware", ["run", "--target", "cortex-m4", "/none", "/none"])
    #expect(result.status == 1)
    #expect(result.output == "firmware: /none: cannot be read\n")
  }

  /// Else the library would have all ops, and nobody would know.
  @Test func aModelThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    let model = try folder.write("model.stapes", "no model")
    let result = try ToolRun("Tools/firmware", "build", "--target", "cortex-m4", "--for", model)
    #expect(result.status == 1)
    #expect(result.output.contains("\(model): "), "\(result.output)")
  }

  @Test("the tool that reads models", arguments: [true, false])
  func tool(_ isOfThisVersion: Bool) throws {
    let folder = try TemporaryFolder()
    for name in ["Tools/firmware", "Tools/build", "Tools/packages"] {
      try folder.makeFolder("package/Tools")
      try FileManager.default.copyItem(
        at: packageRoot.appending(path: name), to: folder.url.appending(path: "package/\(name)"))
    }
    let header = "Sources/Device/CStapes/include/stapes.h"
    try folder.write(
      "package/\(header)", bytes: Data(contentsOf: packageRoot.appending(path: header)))
    let version =
      isOfThisVersion
      ? "\(STAPES_VERSION >> 16).\(STAPES_VERSION >> 8 & 255).\(STAPES_VERSION & 255)" : "0.0.1"
    try program(
      "stapes", "[ $1 = --version ] && echo stapes \(version) || { echo $1 >&2; exit 1; }")
    try program("swift", "exit 1")
    let result = try ToolRun(
      absolute: "/usr/bin/env",
      [
        "PATH=\(folder.file("bin")):/usr/bin:/bin", folder.file("package/Tools/firmware"),
        "build", "--target", "cortex-m4", "--for", try folder.write("model.stapes", ""),
      ])
    #expect(result.status == 1)
    if isOfThisVersion {
      #expect(result.output.hasSuffix("inspect\n"))
    } else {
      #expect(
        result.output == """
          firmware: builds the tool stapes, which reads the models; this takes minutes, and once
          firmware: the tool stapes, which reads the models, does not build

          """)
    }

    func program(_ name: String, _ text: String) throws {
      let path = try folder.write("bin/\(name)", "#!/bin/sh\n\(text)\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
  }

  @Test func help() throws {
    let result = try ToolRun("Tools/firmware", "--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE") && result.output.contains("  wasm32\n"))
  }
}
