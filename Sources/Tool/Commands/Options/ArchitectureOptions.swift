import Arguments
import Basics
import Builds
import Graph
import Interchange

/// The options that choose an architecture from the zoo or from a file.
enum ArchitectureOptions {
  static let positional = Positional(
    "architecture",
    help: "A name (\(Zoo.names.joined(separator: ", "))) or a file (.json or .safetensors).",
    use: .reads)

  static let options = ZooOption.allCases.map { option in
    let takers = Zoo.entries.filter { $0.options.contains(option) }.map(\.name)
    let note = takers == Zoo.names ? "" : " (\(takers.joined(separator: ", ")))"
    return Option(
      "--\(option.rawValue)", valueName: option.valueName, help: "\(option.summary)\(note).")
  }

  /// A network, and its parameters where they come with it.
  static func network(
    _ arguments: ParsedArguments
  ) throws -> (network: Network, parameters: Parameters?) {
    let source = arguments.positional(positional.name)
    guard !Zoo.names.contains(source), source.contains(".") || source.contains("/") else {
      do {
        return (try Zoo.named(source, options: try zooOptions(arguments)), nil)
      } catch let error as ZooError {
        throw UsageError(error.description)
      }
    }
    for option in options where arguments.string(option.name) != nil {
      throw UsageError("\(option.name) goes with an architecture's name, not with a file")
    }
    if FileContent(try WholeFile.read(source)) == .checkpoint {
      let checkpoint = try Checkpoint(contentsOf: source)
      return (checkpoint.network, checkpoint.parameters)
    }
    return (try Network(contentsOf: source), nil)
  }

  private static func zooOptions(_ arguments: ParsedArguments) throws -> ZooOptions {
    let llf = try arguments.integer("--llf", in: 1...2)
    return ZooOptions(
      width: try arguments.number("--width", in: 0.01...64),
      classes: try arguments.integer("--classes", in: 1...100_000),
      llf: llf.map { $0 == 1 ? .configuration1 : .configuration2 },
      embedding: try arguments.integer("--embedding", in: 1...100_000))
  }
}
