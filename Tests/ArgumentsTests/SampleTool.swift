import Arguments

/// A tool with one of everything.
let sampleTool = ToolSpecification(
  name: "stapes", abstract: "Take audio networks to microcontrollers.", version: "1.2.3",
  commands: [
    CommandSpecification(
      name: "compile",
      abstract: "Turn a float checkpoint into an integer program.",
      discussion: """
        Folds, prunes, quantises, plans and encodes, and then compares the result with the float \
        path, byte for byte.

        Without recordings it calibrates on synthetic sound and says so.
        """,
      positionals: [
        Positional("checkpoint", help: "The float checkpoint (safetensors)."),
        Positional(
          "recordings", help: "Files or folders to calibrate on.", isOptional: true,
          isRepeated: true),
      ],
      options: [
        Option("--output", valueName: "file", help: "Where to write.", isRequired: true),
        Option(
          "--max-file", valueName: "bytes",
          help: "The largest file that will do; the search for settings ends with it.",
          default: "128KiB"),
        Option("--prune-strength-per-layer", valueName: "share", help: "How much to prune."),
        Option("--width", valueName: "factor", help: "Channels, relative to the published ones."),
        Option("--profile", valueName: "name", help: "single or tflm.", default: "single"),
        Option("--labels", valueName: "a,b,c", help: "The classes."),
        Option("--epochs", valueName: "count", help: "How long to retrain.", default: "10"),
      ],
      flags: [Flag("--json", help: "Print the report as JSON.")],
      examples: [
        Example(
          "stapes compile dogs.safetensors --output dogs.stapes", purpose: "Compile to 128 KiB"),
        Example(
          "stapes compile dogs.safetensors recordings --output dogs.stapes --max-file 64KiB --json",
          purpose: "Calibrate on recordings, within 64 KiB, and print the report for a script"),
      ]),
    CommandSpecification(
      name: "inspect", abstract: "Show what a file holds.",
      positionals: [Positional("model", help: "The model.", isOptional: true)]),
    CommandSpecification(name: "init", abstract: "Start a recipe."),
  ])

/// The arguments of a `compile` that the tool accepts.
func compile(_ words: String...) throws -> ParsedArguments {
  switch try sampleTool.invocation(of: ["compile", "in", "--output", "out"] + words) {
  case .run(_, let arguments): return arguments
  case .show(let text): throw UsageError("shown instead: \(text)")
  }
}

/// The text that a command line shows; nil when it runs a command.
func shown(_ words: String...) throws -> String? {
  guard case .show(let text) = try sampleTool.invocation(of: words) else { return nil }
  return text
}
