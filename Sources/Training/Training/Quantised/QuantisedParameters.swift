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
  /// The real values of one step of a convolution's constants, in the last program.
  private var steps: [Int: (weights: [Double], biases: [Double])] = [:]

  init(
    _ network: Network, _ parameters: Parameters, _ program: @escaping ProgramOfParameters,
    _ convolutions: [Int: QuantisedConvolution]
  ) throws {
    self.program = program
    self.convolutions = convolutions
    origins = try ParameterOrigins(network, parameters)
    let places = origins.ops.flatMap { $0.weights + $0.normBiases + $0.biases }
    let names = Set(places.compactMap { $0?.tensor })
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
      steps[index] = (weights, weights.map { $0 * input })
    }
  }

  /// Brings the gradients of the layers to the parameters.
  func takeGradients() {
    for tensor in learning { tensor.gradient.fill(0) }
    let tensors = Dictionary(uniqueKeysWithValues: learning.map { ($0.name, $0) })
    func add(_ gradient: Float, to place: ParameterOrigins.Place?) {
      if let place { tensors[place.tensor]?.gradient[place.index] += gradient }
    }
    for index in convolutions.keys.sorted() {
      guard let layer = convolutions[index], let steps = steps[index] else { continue }
      let origin = origins.ops[index]
      let (levels, biases) = layer.gradients
      let perOutput = levels.count / max(1, biases.count)
      for output in biases.indices where steps.weights[output] > 0 {
        let slope = origin.slopes[output]
        let weightScale = Float(slope / steps.weights[output])
        for value in output * perOutput..<(output + 1) * perOutput {
          add(levels[value] * weightScale, to: origin.weights[value])
        }
        let bias = biases[output] / steps.biases[output]
        add(Float(bias), to: origin.normBiases[output])
        add(Float(bias * slope), to: origin.biases[output])
      }
    }
  }
}
