import Basics
import Foundation
package import Graph
public import Recipes

/// Recipes on disk.
public enum RecipeFile {
  public static func read(_ path: String) throws -> Recipe {
    try naming(path, in: RecipeError.self) {
      try Recipe(json: try WholeFile.read(path).expecting(.recipe, at: path))
    }
  }

  /// A path that a recipe or a budget names, relative to its folder.
  static func path(_ path: String, beside recipe: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let folder = (recipe as NSString).deletingLastPathComponent
    return folder.isEmpty ? path : folder + "/" + path
  }
}

extension Network {
  /// Reads an architecture (`.json`).
  package init(contentsOf path: String) throws {
    self = try naming(path, in: NetworkFileError.self) {
      try Network(json: Data(try WholeFile.read(path).expecting(.architecture, at: path)))
    }
  }
}
