import Basics
import Compiler
import Graph
public import Interchange
public import Program
public import Reference
import Training

/// A checkpoint's network as its training in integers runs it, to be compared with its file.
public struct TrainedTensors {
  /// The program that it trains for.
  public let program: IntegerProgram
  private let checkpoint: Checkpoint
  private let scheme: QuantisationScheme
  private let workers: Workers

  /// nil for a checkpoint that was not trained in integers, or that has several inputs.
  public init?(_ checkpoint: Checkpoint, threads: Int) throws {
    guard let text = checkpoint.quantisation, checkpoint.network.inputs.count == 1 else {
      return nil
    }
    scheme = try QuantisationScheme(text: text)
    self.checkpoint = checkpoint
    let graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
    program = try Quantiser(graph, by: scheme).program()
    workers = Workers(threads: threads)
  }

  /// Every tensor of the program by the trainer's forward pass, inputs first; but for a softmax at
  /// the end.
  public func callAsFunction(_ values: ProgramValues) throws -> [[Int16]] {
    let input = program.inputs[0]
    let pushed = values.inputs[0]
    let network = checkpoint.network
    let trained = try TrainingNetwork(
      network, checkpoint.parameters, scheme: scheme,
      batches: [BatchShape(inputLength: pushed.count / input.row.elements, samples: 1)])
    let quantisation = program.quantisation(0)
    let real =
      input.isInt16
      ? scheme.standardised(pushed, for: network)
      : pushed.map { Float(Int32($0) - quantisation.zeroPoint) * quantisation.scale }
    trained.setInput(input.name, sample: 0, real.span)
    _ = try trained.logits(samples: 1, workers: workers)
    return trained.programTensors(sample: 0)
  }
}
