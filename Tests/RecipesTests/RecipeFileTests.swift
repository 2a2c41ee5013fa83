import Foundation
import Graph
import Recipes
import Testing

/// The files in Models/recipes can be read, and fit their networks.
@Suite struct RecipeFileTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Models/recipes")

  static let files =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".json") }.sorted() ?? []

  private func recipe(_ file: String) throws -> Recipe {
    try Recipe(json: Data(contentsOf: Self.folder.appending(path: file)))
  }

  @Test func thereAreFiles() {
    #expect(Self.files.count == 37)
  }

  @Test(arguments: files)
  func aFileIsNamedAfterItsRecipe(file: String) throws {
    #expect(try recipe(file).name + ".json" == file)
  }

  @Test(arguments: files)
  func whatIsWrittenIsReadBack(file: String) throws {
    let recipe = try recipe(file)
    #expect(try Recipe(json: recipe.json().utf8) == recipe)
  }

  /// AudioSet's clips have several labels.
  @Test(arguments: files)
  func theLossFitsTheDataSet(file: String) throws {
    #expect(try recipe(file).loss.kind == (file.hasPrefix("audioset") ? .binary : .crossEntropy))
  }

  @Test(arguments: files)
  func theLayersAreThoseOfTheNetwork(file: String) throws {
    let recipe = try recipe(file)
    guard case .zoo(let name, let options) = recipe.architecture.source else {
      Issue.record("not an architecture of the zoo")
      return
    }
    let layers = try layersWithParameters(Zoo.named(name, options: options))
    let classifier = try #require(layers.last)
    let patterns = recipe.optimizer.groups.flatMap(\.layers)
    for pattern in patterns {
      #expect(layers.contains { $0.matches(pattern) }, "\(pattern)")
    }
    #expect(recipe.optimizer.fraction(ofLayer: classifier) == 1)
    for layer in layers.dropLast() where !patterns.isEmpty {
      #expect(patterns.contains { layer.matches($0) }, "\(layer)")
      #expect(recipe.optimizer.fraction(ofLayer: layer) < 1, "\(layer)")
    }
    if let start = recipe.start { #expect(start.replaced == [classifier]) }
  }

  private func layersWithParameters(_ network: Network) throws -> [String] {
    let names = try network.parameterShapes().map(\.name)
    return network.layers.map(\.name).filter { layer in
      names.contains { $0.hasPrefix("\(layer).") }
    }
  }
}
