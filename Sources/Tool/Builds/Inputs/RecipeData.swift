import DataSets
public import Graph
public import Interchange
public import Recipes
public import Runs

/// The clips and the network of a recipe.
public struct RecipeData: Sendable {
  /// With a class for each label of the data set.
  public let network: Network
  public let store: ClipStore

  /// Reads the data set of a folder as a recipe feeds it to its network.
  ///
  /// - Parameter recipePath: the recipe's file, beside which an architecture's file is looked for.
  public init(
    _ recipe: Recipe, data path: String, beside recipePath: String,
    watcher: WorkWatcher = .silent
  ) throws {
    let set = try recipe.data.set(at: path)
    network = try recipe.network(labels: set.labels, beside: recipePath)
    store = try ClipStore(
      reading: set, rate: try RunPlan.rate(of: recipe, network: network), recipe.data, watcher)
  }
}

/// The checkpoints that a recipe starts from and learns from.
public struct RecipeCheckpoints: Sendable {
  /// What transfer starts from, and its path.
  public let start: (path: String, checkpoint: Checkpoint)?
  /// What distillation asks.
  public let teacher: Checkpoint?

  /// Reads the files whose paths are given, else those that the recipe at a path names.
  public init(
    of recipe: Recipe, at path: String, start: String? = nil, teacher: String? = nil
  ) throws {
    func beside(_ named: String?) -> String? { named.map { RecipeFile.path($0, beside: path) } }
    self.start = try (start ?? beside(recipe.start?.checkpoint)).map {
      ($0, try Checkpoint(contentsOf: $0))
    }
    self.teacher = try (teacher ?? beside(recipe.loss.distillation?.teacher)).map {
      try Checkpoint(contentsOf: $0)
    }
  }
}

extension ClipStore {
  /// Reads clips at a rate, and tells what is odd about them and what is dropped.
  convenience init(
    reading set: DataSet, rate: Int, _ choice: Recipe.DataChoice, _ watcher: WorkWatcher
  ) throws {
    try self.init(set, rate: rate, policy: choice.broken) { share in
      watcher.progress("reading \(set.name)", share)
    }
    for remark in set.remarks + remarks { watcher.remark(remark) }
    watcher.remark(dropped, of: total)
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
      network = try Network(contentsOf: RecipeFile.path(file, beside: recipePath))
    }
    if let rate = architecture.dropout {
      for index in network.layers.indices {
        if case .dropout = network.layers[index].operation {
          network.layers[index].operation = .dropout(rate: rate)
        }
      }
    }
    network.labels = labels
    // The network may not work with the data set's classes.
    try naming(name, in: NetworkError.self) { try network.validate() }
    return network
  }
}
