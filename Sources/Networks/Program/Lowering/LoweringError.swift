import Basics
public import Graph

/// Why a float network has no stream form.
public enum LoweringError: Error, Equatable, Sendable, CustomStringConvertible {
  case network(NetworkError)
  case parameters(ParameterError)
  case output(layer: String)
  case timeAxis(layer: String)
  /// Longer windows, strides and padding than the file format has.
  case tooLong(layer: String, size: Int, limit: Int)

  public var description: String {
    switch self {
    case .network(let error): error.description
    case .parameters(let error): error.description
    case .output(let layer):
      "\(layer): the last layer has to give a vector; end with globalAveragePool, or with flatten "
        + "and fullyConnected"
    case .timeAxis(let layer):
      "\(layer): only sequences whose frames are rows can be transposed"
    case .tooLong(let layer, let size, let limit):
      "\(layer): a kernel, a stride or padding of \(size.grouped) is beyond the \(limit.grouped) that "
        + "the file format holds"
    }
  }
}
