public import Basics

/// Why a text is no network. Each case reads as one line with the place.
public enum NetworkFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text is not JSON, or not that of a network.
  case json(JSONError)
  /// The text is well formed, but its network cannot be computed.
  case invalid(NetworkError)

  public var description: String {
    switch self {
    case .json(let error): error.description
    case .invalid(let error): error.description
    }
  }
}
