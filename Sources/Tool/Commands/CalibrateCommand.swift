import Arguments
import Basics
import Builds
import Compiler
import Interchange
import Recipes

/// `stapes calibrate`: the scales of a compiled file, kept with the checkpoint.
enum CalibrateCommand: Command {
  static let specification = CommandSpecification(
    name: "calibrate",
    abstract: "Write a checkpoint with the scales that its compiled form will have.",
    discussion: """
      Parameters stay as they are. The ranges of activations and the grids of weights are chosen \
      as by compile, and kept in the metadata. Training in integers continues from there, here or \
      in PyTorch (Tools/pytorch). compile and verify take the same scales.

      A clip of --data that cannot be read, or is too short, is dropped and named. calibrate then \
      fails, unless --allow-dropped allows it.
      """,
    positionals: [Positional("checkpoint", help: "A .safetensors checkpoint.", use: .reads)],
    options: [
      .output("file", "The checkpoint to write.")
    ] + CalibrationOptions.options + [
      Option(
        "--layer-grids", valueName: "name=n,…",
        help: "Other grids of some layers; in names * stands for any characters.")
    ],
    examples: [
      Example(
        "stapes calibrate dw.safetensors --calibrate recordings/ -o calibrated.safetensors",
        purpose: "Scales for a training in integers"),
      Example(
        "stapes calibrate dw.safetensors --grid 20 --layer-grids 'conv1=127,*_depthwise=127' "
          + "-o calibrated.safetensors",
        purpose: "41 levels, but 255 where weights are few"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let output = arguments.output
    var checkpoint = try Checkpoint(contentsOf: arguments.positional("checkpoint"))
    let (network, sentence) = try CalibrationOptions.network(
      checkpoint, arguments, layerGrids: { try arguments.layerGrids(of: $0) })
    let scheme = QuantisationScheme(try network.program(), of: network.graph)
    checkpoint.quantisation = try scheme.text
    try checkpoint.write(to: output)
    let grids = scheme.grids
    let range =
      grids.count == 1 ? "±\(grids.upperBound)" : "±\(grids.lowerBound) to ±\(grids.upperBound)"
    print("\(printable(output)): \(scheme.tensors.count) tensors, weights on \(range), \(sentence)")
    return .success
  }
}

extension ParsedArguments {
  /// - Parameter names: of all layers.
  fileprivate func layerGrids(of names: [String]) throws -> [String: Int] {
    var grids: [String: Int] = [:]
    for item in try list("--layer-grids") ?? [] {
      let parts = item.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let largest = Int(parts[1]), (1...127).contains(largest) else {
        throw UsageError("--layer-grids: '\(item)' is no name=n with n between 1 and 127")
      }
      let matching = names.filter { $0.matches(parts[0]) }
      guard !matching.isEmpty else {
        throw UsageError("--layer-grids: no layer is called '\(parts[0])'")
      }
      for name in matching { grids[name] = largest }
    }
    return grids
  }
}
