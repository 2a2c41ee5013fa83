public import Graph
public import Basics

/// Why a text is no recipe. Each case reads as one line with the place.
public enum RecipeError: Error, Equatable, Sendable {
  case json(JSONError)
  /// The options do not go with the architecture of the zoo.
  case architecture(line: Int, ZooError)
}

extension RecipeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .json(let error): error.description
    case .architecture(let line, let error): "line \(line): architecture: \(error)"
    }
  }
}
