import Testing

@Suite struct HelpTests {
  @Test func tool() throws {
    let expected = """
      OVERVIEW: Take audio networks to microcontrollers.

      USAGE: stapes <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        compile                 Turn a float checkpoint into an integer program.
        inspect                 Show what a file holds.
        init                    Start a recipe.

        See 'stapes help <subcommand>' for detailed help.
      """
    #expect(sampleTool.help == expected)
    #expect(try shown() == expected)
    #expect(try shown("--help") == expected)
    #expect(try shown("-h") == expected)
    #expect(try shown("help") == expected)
  }

  @Test func command() throws {
    let expected = """
      OVERVIEW: Turn a float checkpoint into an integer program.

      Folds, prunes, quantises, plans and encodes, and then compares the result with
      the float path, byte for byte.

      Without recordings it calibrates on synthetic sound and says so.

      USAGE: stapes compile <checkpoint> [<recordings> ...] --output <file>
             [--max-file <bytes>] [--prune-strength-per-layer <share>]
             [--width <factor>] [--profile <name>] [--labels <a,b,c>]
             [--epochs <count>] [--json]

      ARGUMENTS:
        <checkpoint>            The float checkpoint (safetensors).
        <recordings>            Files or folders to calibrate on.

      OPTIONS:
        --output <file>         Where to write.
        --max-file <bytes>      The largest file that will do; the search for settings
                                ends with it. (default: 128KiB)
        --prune-strength-per-layer <share>
                                How much to prune.
        --width <factor>        Channels, relative to the published ones.
        --profile <name>        single or tflm. (default: single)
        --labels <a,b,c>        The classes.
        --epochs <count>        How long to retrain. (default: 10)
        --json                  Print the report as JSON.
        -h, --help              Show help information.

      EXAMPLES:
        Compile to 128 KiB:
          stapes compile dogs.safetensors --output dogs.stapes

        Calibrate on recordings, within 64 KiB, and print the report for a script:
          stapes compile dogs.safetensors recordings --output dogs.stapes --max-file 64KiB --json
      """
    #expect(try shown("help", "compile") == expected)
    #expect(try shown("compile", "--help") == expected)
  }

  @Test func commandWithNothing() throws {
    let expected = """
      OVERVIEW: Start a recipe.

      USAGE: stapes init

      OPTIONS:
        -h, --help              Show help information.
      """
    #expect(try shown("init", "-h") == expected)
  }

  @Test func helpWinsOverMistakes() throws {
    #expect(try shown("init", "--nonsense", "surplus", "-h") == shown("help", "init"))
    #expect(try shown("compile", "--help", "--output") == shown("help", "compile"))
  }

  @Test func version() throws {
    #expect(try shown("--version") == "stapes 1.2.3")
  }
}
