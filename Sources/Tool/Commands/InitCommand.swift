import Basics
import Arguments
import Graph
import Interchange
import Training

/// `stapes init`: a checkpoint with seeded parameters.
enum InitCommand: Command {
  static let specification = CommandSpecification(
    name: "init",
    abstract: "Write a checkpoint with seeded random parameters.",
    discussion: "The same architecture and seed give the same file, byte for byte.",
    positionals: [ArchitectureOptions.positional],
    options: ArchitectureOptions.options + [
      .output("file", "The checkpoint to write."),
      Option("--seed", valueName: "number", help: "Seed of the parameters.", default: "1"),
      Option(
        "--kept", valueName: "percent",
        help: "Keep this share of each layer's weights, the largest; others are 0. So a pruned "
          + "network can be compiled before one is trained.", default: "100%"),
      Option("--labels", valueName: "a,b,…", help: "Names of the classes, in order."),
    ],
    examples: [
      Example(
        "stapes init aemnet-dw --width 0.5 --llf 2 -o dw.safetensors",
        purpose: "A network to try the compiler with"),
      Example(
        "stapes init lung-dw --kept 30% -o pruned.safetensors",
        purpose: "The same with seven of ten weights gone"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    var (network, _) = try ArchitectureOptions.network(arguments)
    if let labels = try arguments.list("--labels") {
      network.labels = labels
      try network.validate()
    }
    let seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
    let output = arguments.output
    let kept = try arguments.percent("--kept", in: 0...100) ?? 100
    var parameters = try Parameters.seeded(for: network, seed: UInt64(seed))
    if kept < 100 {
      parameters = try WeightMask(
        keeping: kept / 100, of: parameters, in: network, scope: .layer, protected: { _ in false }
      ).applied(to: parameters)
    }
    let checkpoint = Checkpoint(network: network, parameters: parameters)
    try checkpoint.write(to: output)
    let count = try checkpoint.parameters.count(for: network)
    print(
      "\(printable(output)): \(network.name), \(count.all.total.grouped) parameters, seed \(seed)")
    return .success
  }
}
