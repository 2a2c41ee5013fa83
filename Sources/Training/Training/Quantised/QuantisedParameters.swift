public import Graph
public import Program

/// How parameters become the integers of a program; the program's ops have to be those of the
/// lowered network, one by one, and its scales those that it had at first.
public typealias ProgramOfParameters = (Parameters) throws -> IntegerProgram

/// The parameters of a network that is trained in a program's integers.
///
/// Weights, biases and the biases of batch norms learn; what else batch norms have stays.
final class QuantisedParameters {
  let learning: [ParameterTensor]
  /// What does not learn is taken from here.
  var constants: Parameters
  private let program: ProgramOfParameters
  private let origins: ParameterOrigins
  private let convolutions: [Int: QuantisedConvolution]
  /// Of the last program.
  private var steps: [Int: ChannelSteps] = [:]

  /// The real values of one step of a convolution's constants.
  private struct ChannelSteps {
    var weights: [Double]
    var biases: [Double]
  }

  init(
    _ network: Network, _ parameters: Parameters, _ program: @escaping ProgramOfParameters,
    _ convolutions: [Int: QuantisedConvolution]
  ) throws {
    self.program = program
    self.convolutions = convolutions
    origins = try ParameterOrigins(network, parameters)
    var names = Set<String>()
    for op in origins.ops {
      for place in op.weights + op.normBiases + op.biases {
        if let place { names.insert(place.tensor) }
      }
    }
    constants = parameters
    learning = try network.parameterShapes().map(\.name).filter(names.contains).compactMap { name in
      parameters[name].map { ParameterTensor(name, $0) }
    }
  }

  /// All parameters as they are.
  var current: Parameters {
    var current = constants
    for tensor in learning { current[tensor.name]?.values = tensor.values.values }
    return current
  }

  /// Makes the integers anew.
  func quantise() throws {
    let program = try program(current)
    for (index, layer) in convolutions {
      guard case .convolution(let convolution) = program.ops[index].operation else { continue }
      layer.take(convolution)
      let input = Double(program.quantisation(program.ops[index].edges[0].tensor).scale)
      let output = Double(program.quantisation(program.inputs.count + index).scale)
      let weights = convolution.factors.map { $0.value * output / input }
      steps[index] = ChannelSteps(weights: weights, biases: weights.map { $0 * input })
    }
  }

  /// Brings the gradients of the layers to the parameters.
  func takeGradients() {
    for tensor in learning { tensor.gradient.fill(0) }
    let tensors = Dictionary(uniqueKeysWithValues: learning.map { ($0.name, $0) })
    for index in convolutions.keys.sorted() {
      guard let layer = convolutions[index], let steps = steps[index] else { continue }
      let origin = origins.ops[index]
      let (levels, biases) = layer.gradients
      let perOutput = levels.count / max(1, biases.count)
      for output in biases.indices where steps.weights[output] > 0 {
        let slope = origin.slopes[output]
        let weightScale = Float(slope / steps.weights[output])
        for value in output * perOutput..<(output + 1) * perOutput {
          guard let place = origin.weights[value] else { continue }
          tensors[place.tensor]?.gradient[place.index] += levels[value] * weightScale
        }
        let bias = biases[output] / steps.biases[output]
        if let place = origin.normBiases[output] {
          tensors[place.tensor]?.gradient[place.index] += Float(bias)
        }
        if let place = origin.biases[output] {
          tensors[place.tensor]?.gradient[place.index] += Float(bias * slope)
        }
      }
    }
  }
}
