public import Compiler
public import Graph
import Program
import Reference
import Training

extension TrainingNetwork {
  /// A network that trains in floats, or, with a scheme, in the integers of a compiled file.
  convenience init(
    _ network: Network, _ parameters: Parameters, scheme: QuantisationScheme?, batches: [BatchShape]
  ) throws {
    try self.init(
      network, parameters, batches: batches,
      program: scheme.map { scheme in
        { try Quantiser(FloatGraph(lowering: network, $0), by: scheme).program() }
      })
  }
}

extension QuantisationScheme {
  /// The values of a network's audio input that a device makes of a sound: standardised in
  /// integers, so that a network which trains in integers scores what its file does.
  public func standardised(_ sound: [Int16], for network: Network) -> [Float] {
    let scale = tensors[network.inputs[0].name]?.scale ?? 1
    return StandardisedAudio.standardise(sound, standardisations[0]).map { Float($0) * scale }
  }
}
