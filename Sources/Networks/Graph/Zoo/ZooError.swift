/// Why the zoo has no such network.
public enum ZooError: Error, Equatable, Sendable, CustomStringConvertible {
  case unknownName(String)
  case noSuchOption(architecture: String, option: String, options: [String])
  /// A width outside (0, 64].
  case badWidth(Double)
  /// The options give a network that cannot be computed.
  case invalid(NetworkError)

  public var description: String {
    switch self {
    case .unknownName(let name):
      "there is no architecture \(name.debugDescription); "
        + "choose one of \(Zoo.names.joined(separator: ", "))"
    case .noSuchOption(let architecture, let option, let options):
      "\(architecture) has no option \(option); it has \(options.joined(separator: ", "))"
    case .badWidth(let width):
      "the width must be above 0 and at most 64, not \(width)"
    case .invalid(let error):
      error.description
    }
  }
}
