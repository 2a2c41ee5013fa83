public import Graph

/// Why a float network has no stream form.
public enum LoweringError: Error, Equatable, Sendable, CustomStringConvertible {
  case network(NetworkError)
  case parameters(ParameterError)
  case output(layer: String)
  case timeAxis(layer: String)

  public var description: String {
    switch self {
    case .network(let error): error.description
    case .parameters(let error): error.description
    case .output(let layer):
      "\(layer): the last layer has to give a vector; end with globalAveragePool, or with flatten "
        + "and fullyConnected"
    case .timeAxis(let layer):
      "\(layer): only sequences whose frames are rows can be transposed"
    }
  }
}
