import Basics
import Arguments
import Audio
import DataSets
import Foundation
import Graph
import Recipes
import Runs

/// The clips and the network of a recipe.
struct TrainingData {
  let network: Network
  let store: ClipStore

  init(_ recipe: Recipe, data path: String, beside recipePath: String) throws {
    let set = try recipe.dataSet(at: path)
    network = try recipe.network(labels: set.labels, beside: recipePath)
    store = try ClipStore(reading: set, for: recipe, network)
  }
}

extension Recipe {
  /// The data set of a folder, in the layout that the recipe names or that its files show.
  func dataSet(at path: String) throws -> DataSet {
    try DataSet.load(layout: try data.layout ?? Layout.detect(at: path), at: path)
  }
}

extension ClipStore {
  /// Reads clips as a recipe's network takes them, with progress, and says on standard error what is
  /// odd about them.
  convenience init(reading set: DataSet, for recipe: Recipe, _ network: Network) throws {
    var line = ProgressLine("reading \(set.name)")
    try self.init(
      set, rate: try RunPlan.rate(of: recipe, network: network), policy: recipe.data.broken
    ) { line.update($0) }
    line.finish()
    for remark in set.remarks + remarks {
      FileHandle.standardError.write(Data("note: \(remark)\n".utf8))
    }
  }
}

/// Recipes on disk.
enum RecipeFile {
  static func read(_ path: String) throws -> Recipe {
    do {
      return try Recipe(json: try WholeFile.read(path))
    } catch let error as RecipeError {
      throw CommandError("\(path): \(error)")
    }
  }

  /// A path that a recipe names, relative to its folder.
  static func path(_ path: String, beside recipe: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    let folder = (recipe as NSString).deletingLastPathComponent
    return folder.isEmpty ? path : folder + "/" + path
  }
}

extension Recipe {
  /// The architecture with a class for each label.
  fileprivate func network(labels: [String], beside recipePath: String) throws -> Network {
    var network: Network
    switch architecture.source {
    case .zoo(let name, var options):
      options.classes = labels.count
      network = try Zoo.named(name, options: options)
    case .file(let file):
      let path = RecipeFile.path(file, beside: recipePath)
      do {
        network = try Network(json: Data(try WholeFile.read(path)))
      } catch let error as NetworkFileError {
        throw CommandError("\(path): \(error)")
      }
    }
    if let rate = architecture.dropout {
      for index in network.layers.indices {
        if case .dropout = network.layers[index].operation {
          network.layers[index].operation = .dropout(rate: rate)
        }
      }
    }
    network.labels = labels
    do {
      try network.validate()
    } catch {
      throw CommandError("\(name): \(error)")
    }
    return network
  }
}
