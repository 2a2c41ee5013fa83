import Basics
import Foundation
public import Graph
import Interchange
public import Recipes

/// Recipes on disk.
public enum RecipeFile {
  public static func read(_ path: String) throws -> Recipe {
    do {
      return try Recipe(json: try WholeFile.read(path))
    } catch let error as RecipeError {
      throw RecipeFileError.recipe(path: path, error)
    }
  }

  /// A path that a recipe names, relative to its folder.
  static func path(_ path: String, beside recipe: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let folder = (recipe as NSString).deletingLastPathComponent
    return folder.isEmpty ? path : folder + "/" + path
  }
}

/// What is wrong with a recipe, or with the architecture that it names: one line.
public enum RecipeFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case recipe(path: String, RecipeError)
  case architecture(path: String, NetworkFileError)
  /// The network does not work with the data set's classes.
  case network(recipe: String, NetworkError)

  public var description: String {
    switch self {
    case .recipe(let path, let error): "\(path): \(error)"
    case .architecture(let path, let error): "\(path): \(error)"
    case .network(let recipe, let error): "\(recipe): \(error)"
    }
  }
}
