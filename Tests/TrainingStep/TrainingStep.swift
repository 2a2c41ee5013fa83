import Basics
import Compiler
import Foundation
import Graph
import Interchange
import Program
import Training

/// One step of training without the update, for other implementations to be compared with.
///
/// Reads a checkpoint, and from the folder an array for each input by its name (float32: samples,
/// rows, columns, channels) and `targets.npy` (float32: samples, probabilities of the classes).
/// Writes into the folder `scores.npy`, the logits with running statistics, and
/// `gradients.safetensors`, the gradients of the mean cross-entropy with statistics of the batch; of
/// a checkpoint with scales, those of training in integers.
///
/// usage: TrainingStep <checkpoint> <folder>
@main struct TrainingStep {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let path = arguments.first, let folder = arguments.dropFirst().first else {
      FileHandle.standardError.write(Data("usage: TrainingStep <checkpoint> <folder>\n".utf8))
      exit(64)
    }
    let checkpoint = try Checkpoint(contentsOf: path)
    let targets = try array("targets", in: folder)
    let samples = targets.shape[0]
    let inputs = try checkpoint.network.inputs.map { try array($0.name, in: folder) }
    let network = try checkpoint.trainingNetwork(
      BatchShape(inputLength: inputs[0].shape[1], samples: samples))
    for (input, array) in zip(checkpoint.network.inputs, inputs) {
      let count = array.count / samples
      for sample in 0..<samples {
        network.setInput(
          input.name, sample: sample, array.floats(sample * count..<(sample + 1) * count).span)
      }
    }
    let workers = Workers(threads: 2)
    let scores = try network.logits(samples: samples, workers: workers)
    try AtomicFile.write(
      NumPyArray(scores, shape: [samples, network.outputCount]).file, to: "\(folder)/scores.npy")
    let pass = Pass(samples: samples, isTraining: true, workers: workers, seed: 0)
    let (_, gradient) = Loss()(
      logits: try network.forward(pass), targets: targets.floats(0..<targets.count),
      classes: network.outputCount)
    network.backward(pass, gradient: gradient)
    let gradients = network.currentGradients().tensors.sorted { $0.key < $1.key }
    try SafetensorsFile(
      tensors: gradients.map {
        NamedTensor(name: $0.key, shape: $0.value.shape, floats: $0.value.values)
      }, metadata: nil
    ).write(to: "\(folder)/gradients.safetensors")
  }

  private static func array(_ name: String, in folder: String) throws -> NumPyArray {
    try NumPyArray(try WholeFile.read("\(folder)/\(name).npy"))
  }
}

extension Checkpoint {
  fileprivate func trainingNetwork(_ shape: BatchShape) throws -> TrainingNetwork {
    guard let text = quantisation else {
      return try TrainingNetwork(network, parameters, batches: [shape])
    }
    let scheme = try QuantisationScheme(text: text)
    let network = network
    return try TrainingNetwork(network, parameters, batches: [shape]) { parameters in
      try Quantiser(FloatGraph(lowering: network, parameters), by: scheme).program()
    }
  }
}
