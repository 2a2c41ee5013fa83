import Compiler
import Foundation
import Graph
import Interchange
import Program
import RandomNetworks
import SampleModels

/// Writes models into a folder, and makes the folder if it is missing. The models are the samples, as
/// seeds for the fuzzer, or random networks of one input of rows, as TFLite can have them, with the
/// checkpoints that they were compiled from.
///
/// usage: SampleFiles <folder> [<random networks>]
@main struct SampleFiles {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let folder = URL(fileURLWithPath: arguments.first ?? ".")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let count = arguments.dropFirst().first.flatMap({ Int($0) }) else {
      for model in try SampleModel.all() {
        try Data(model.file).write(to: folder.appendingPathComponent("\(model).stapes"))
      }
      return
    }
    var written = 0
    var seed: UInt64 = 0
    while written < count {
      defer { seed += 1 }
      guard let (file, checkpoint) = try random(seed) else { continue }
      try Data(file).write(to: folder.appendingPathComponent("random\(seed).stapes"))
      try checkpoint.write(to: folder.appendingPathComponent("random\(seed).safetensors").path)
      written += 1
    }
  }

  /// nil where a network has several inputs, takes audio, or leaves what the format can hold.
  private static func random(_ seed: UInt64) throws -> ([UInt8], Checkpoint)? {
    let generated = RandomNetwork(seed: seed)
    var random = generated.random
    let graph = try FloatGraph(lowering: generated.network, generated.parameters)
    guard graph.inputs.count == 1, graph.inputs[0].samplesPerSecond == nil else { return nil }
    let rows = graph.inputs[0].fixedRows ?? graph.minimumRows()[0] + 20
    let example = CalibrationInput.rows(
      (0..<rows * graph.inputs[0].row.elements).map { _ in Float(random.nextNormal()) })
    do {
      let calibration = try Calibration(graph, examples: [[example]], standardisation: .fixed)
      let program = try Quantiser(graph, calibration, .fixed).program()
      let checkpoint = Checkpoint(
        network: generated.network, parameters: generated.parameters,
        quantisation: try QuantisationScheme(program, of: graph).text)
      return (try CompiledModel(program).file, checkpoint)
    } catch let error as CompileError {
      switch error {
      case .multiplierTooLarge, .accumulatorOverflow, .outputOverflow: return nil
      default: throw error
      }
    }
  }
}
