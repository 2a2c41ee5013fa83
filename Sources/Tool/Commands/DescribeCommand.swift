import Basics
import Arguments
import Graph

/// `stapes describe`: the layer table of a network.
enum DescribeCommand: Command {
  static let specification = CommandSpecification(
    name: "describe",
    abstract: "Show the layers of a network with shapes, parameters and MACs.",
    positionals: [ArchitectureOptions.positional],
    options: ArchitectureOptions.options + [
      Option("--seconds", valueName: "s", help: "Length of audio for the table.", default: "1")
    ],
    flags: [Flag("--json", help: "Print the architecture as JSON.")],
    examples: [
      Example(
        "stapes describe aemnet-dw --width 0.5 --classes 10 --llf 2",
        purpose: "The published model for DCASE 2021: 319,093 parameters")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let (network, parameters) = try ArchitectureOptions.network(arguments)
    if arguments.flag("--json") {
      print(network.jsonString(compact: false), terminator: "")
      return .success
    }
    let seconds = try arguments.number("--seconds", in: 0.001...3_600) ?? 1
    let rates = network.inputs.compactMap {
      if case .waveform(let rate) = $0.kind { rate } else { nil }
    }
    let table = try network.describeTable(
      inputLength: rates.first.map { Int((Double($0) * seconds).rounded()) })
    print(table, terminator: "")
    if let parameters {
      let count = try parameters.count(for: network)
      print(
        "non-zero: \(count.all.nonZero.grouped) of \(count.all.total.grouped) parameters, "
          + "\(count.weights.nonZero.grouped) of \(count.weights.total.grouped) weights")
    }
    return .success
  }
}
