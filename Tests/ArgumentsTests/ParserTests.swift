import Arguments
import Testing

@Suite struct ParserTests {
  @Test func valuesInEveryForm() throws {
    let arguments = try compile("--width", "0.5", "a.wav", "--epochs=3", "--json", "-", "b.wav")
    #expect(arguments.positional("checkpoint") == "in")
    #expect(arguments.repeatedPositional("recordings") == ["a.wav", "-", "b.wav"])
    #expect(arguments.string("--output") == "out")
    #expect(arguments.string("--width") == "0.5")
    #expect(arguments.string("--epochs") == "3")
    #expect(arguments.flag("--json"))
  }

  @Test func whatIsLeftOut() throws {
    let arguments = try compile()
    #expect(arguments.repeatedPositional("recordings").isEmpty)
    #expect(arguments.string("--width") == nil)
    #expect(arguments.string("--max-file") == "128KiB")
    #expect(!arguments.flag("--json"))
  }

  @Test func twoDashesEndOptions() throws {
    let arguments = try compile("--", "--json", "-h", "--", "--help")
    #expect(arguments.repeatedPositional("recordings") == ["--json", "-h", "--", "--help"])
    #expect(!arguments.flag("--json"))
  }

  @Test func unusualValues() throws {
    #expect(try compile("--width", "-0.5").string("--width") == "-0.5")
    #expect(try compile("--labels", "-").string("--labels") == "-")
    #expect(try compile("--labels=").string("--labels") == "")
    #expect(try compile("--labels=--json=a").string("--labels") == "--json=a")
  }

  @Test func shortNames() throws {
    let specification = CommandSpecification(
      name: "init", abstract: "",
      options: [Option("--output", short: "-o", valueName: "file", help: "Where to.")])
    let tool = ToolSpecification(
      name: "tool", abstract: "", version: "1", commands: [specification])
    guard case .run(_, let arguments) = try tool.invocation(of: ["init", "-o", "here"]),
      case .show(let help) = try tool.invocation(of: ["init", "--help"])
    else { throw UsageError("init is not run") }
    #expect(arguments.string("--output") == "here")
    #expect(help.contains("\n  -o, --output <file>     Where to.\n"))
    #expect(throws: UsageError("--output is given twice; give it once")) {
      try tool.invocation(of: ["init", "-o", "a", "--output", "b"])
    }
  }

  @Test func optionalPositional() throws {
    guard case .run("inspect", let none) = try sampleTool.invocation(of: ["inspect"]),
      case .run("inspect", let one) = try sampleTool.invocation(of: ["inspect", "m.stapes"])
    else { throw UsageError("inspect is not run") }
    #expect(none.repeatedPositional("model") == [])
    #expect(one.repeatedPositional("model") == ["m.stapes"])
  }

  @Test(arguments: [
    (["comple"], "unknown command 'comple'; did you mean 'compile'?"),
    (["insp"], "unknown command 'insp'; did you mean 'inspect'?"),
    (["frobnicate"], "unknown command 'frobnicate'; see 'stapes --help'"),
    (["help", "int"], "unknown command 'int'; did you mean 'init'?"),
    (["--versoin"], "unknown option --versoin; did you mean --version?"),
    (["--json"], "unknown option --json; see 'stapes --help'"),
    (["compile", "--widht", "2"], "unknown option --widht; did you mean --width?"),
    (["compile", "--widht=2"], "unknown option --widht; did you mean --width?"),
    (["compile", "-json"], "unknown option -json; did you mean --json?"),
    (["compile", "--prune"], "unknown option --prune; did you mean --prune-strength-per-layer?"),
    (["compile", "--colour"], "unknown option --colour; see 'stapes compile --help'"),
    (["init", "--hepl"], "unknown option --hepl; did you mean --help?"),
    (["compile", "--width"], "--width needs a value; write --width <factor>"),
    (["compile", "--width", "--json"], "--width needs a value; write --width <factor>"),
    (["compile", "--width=1", "--width", "2"], "--width is given twice; give it once"),
    (["compile", "--json", "--json"], "--json is given twice; give it once"),
    (["compile", "--json=yes"], "--json takes no value; write --json alone"),
    (["compile", "in"], "missing --output; add --output <file>"),
    (
      ["compile", "--output", "out"],
      "missing <checkpoint>; write stapes compile <checkpoint> [<recordings> ...] --output <file>"
    ),
    (["inspect", "a", "b"], "unexpected 'b'; write stapes inspect [<model>]"),
    (["init", "here"], "unexpected 'here'; write stapes init"),
  ])
  func refusals(words: [String], message: String) {
    #expect(throws: UsageError(message)) { try sampleTool.invocation(of: words) }
  }

  @Test func exitCodes() {
    #expect(ExitCode.success.rawValue == 0)
    #expect(ExitCode.failure.rawValue == 1)
    #expect(ExitCode.usage.rawValue == 64)
  }
}
