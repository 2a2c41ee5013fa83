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

  @Test func help() throws {
    let result = try ToolRun("Tools/firmware", "--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE") && result.output.contains("  wasm32\n"))
  }
}
