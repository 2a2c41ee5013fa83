/// Why parameters do not belong to a network. Each case reads as one line that names the tensor.
public enum ParameterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The network itself is not valid.
  case network(NetworkError)
  case missing(name: String, expected: [Int])
  case unexpected(name: String, actual: [Int])
  case wrongShape(name: String, expected: [Int], actual: [Int])
  /// The shape is right, but there are more or fewer values.
  case wrongCount(name: String, shape: [Int], actual: Int)
  case notFinite(name: String, index: Int)
  case negativeVariance(name: String, index: Int)

  public var description: String {
    switch self {
    case .network(let error):
      error.description
    case .missing(let name, let expected):
      "\(name): missing; the network needs \(expected)"
    case .unexpected(let name, let actual):
      "\(name): the network has no such parameter, but one of shape \(actual) is given"
    case .wrongShape(let name, let expected, let actual):
      "\(name): the network needs the shape \(expected), not \(actual)"
    case .wrongCount(let name, let shape, let actual):
      "\(name): \(actual) values do not fill the shape \(shape)"
    case .notFinite(let name, let index):
      "\(name): the value at \(index) is not finite"
    case .negativeVariance(let name, let index):
      "\(name): the variance at \(index) is negative"
    }
  }
}

extension Parameters {
  /// Throws unless these are the network's parameters, all of them and no others, with finite
  /// values and running variances that are not negative.
  public func check(against network: Network) throws(ParameterError) {
    let expected = try Result { () throws(NetworkError) in try network.parameterShapes() }
      .mapError(ParameterError.network).get()
    for parameter in expected {
      let name = parameter.name
      guard let tensor = tensors[name] else {
        throw .missing(name: name, expected: parameter.shape)
      }
      guard tensor.shape == parameter.shape else {
        throw .wrongShape(name: name, expected: parameter.shape, actual: tensor.shape)
      }
      guard tensor.values.count == parameter.shape.reduce(1, *) else {
        throw .wrongCount(name: name, shape: tensor.shape, actual: tensor.values.count)
      }
      if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(name: name, index: index)
      }
      if name.hasSuffix(".running_var"), let index = tensor.values.firstIndex(where: { $0 < 0 }) {
        throw .negativeVariance(name: name, index: index)
      }
    }
    let others = Set(tensors.keys).subtracting(expected.map(\.name))
    if let name = others.min(), let tensor = tensors[name] {
      throw .unexpected(name: name, actual: tensor.shape)
    }
  }
}
