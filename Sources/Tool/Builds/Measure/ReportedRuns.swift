import DataSets
import Foundation
import Graph
import Recipes
public import Reports
public import Runs

/// Finished runs on one data set, and the networks of theirs that differ.
public struct ReportedRuns: Sendable {
  /// One stage of a run.
  public struct Network: Sendable {
    public let name: String
    public let run: FinishedRun
    public let stage: TrainedStage
  }

  public let dataSet: String
  /// Those that another one does not repeat.
  public let networks: [Network]
  private let all: [Network]
  /// The last run's last one in floats.
  private let last: Network

  /// Reads the runs of folders, each against the data set as its recipe reads it.
  ///
  /// - Precondition: There is at least one path.
  public init(
    _ paths: [String], data path: String, threads: Int, watcher: WorkWatcher = .silent
  ) throws {
    // Clips are read once for all runs that are fed with the same.
    var stores: [StoreKey: ClipStore] = [:]
    let runs = try paths.map { runPath in
      try FinishedRun(RunFolder(runPath), threads: threads) { recipe, network in
        let key = StoreKey(
          data: recipe.data,
          rate: try RunPlan.rate(of: recipe, network: network))
        let store =
          try stores[key]
          ?? ClipStore(reading: recipe.data.set(at: path), rate: key.rate, recipe.data, watcher)
        stores[key] = store
        return store
      }
    }
    for (path, run) in zip(paths, runs) where run.network.labels != runs[0].network.labels {
      throw ReportedRunsError.otherClasses(path: path, first: paths[0])
    }
    let byRun = zip(Self.names(of: paths), runs).map { name, run in
      run.stages.map { stage in
        let names = (paths.count > 1 ? [name] : []) + (run.stages.count > 1 ? [stage.name] : [])
        return Network(
          name: names.isEmpty ? stage.name : names.joined(separator: "/"), run: run, stage: stage)
      }
    }
    all = byRun.flatMap(\.self)
    last = byRun[byRun.count - 1][runs[runs.count - 1].lastFloatPlace]
    networks = Self.distinct(all)
    dataSet = runs[0].dataSet
  }

  /// The networks without those that are part of another one; of equal ones the first.
  private static func distinct(_ networks: [Network]) -> [Network] {
    networks.indices.filter { index in
      let stage = networks[index].stage
      return !networks.indices.contains { other in
        other != index && stage.isPart(of: networks[other].stage)
          && (other < index || !networks[other].stage.isPart(of: stage))
      }
    }.map { networks[$0] }
  }

  /// The network that has what a stage has.
  private func network(with stage: TrainedStage) -> Network? {
    networks.first { stage.isPart(of: $0.stage) }
  }

  public var repetitions: [CompressionReport.Repetition] {
    all.compactMap { network in
      let original = self.network(with: network.stage)
      return original.flatMap {
        $0.name == network.name ? nil : CompressionReport.Repetition(network.name, of: $0.name)
      }
    }
  }

  /// What a network is worth and what it takes: as the floats that its run has tested, and as the
  /// files that its checkpoints are compiled to.
  ///
  /// - Parameters:
  ///   - grids: the largest weight of each grid that floats are rounded to.
  ///   - maxFileBytes: for a file; one that cannot be so small is as small as it gets.
  ///   - calibrationClips: training clips of a fold that ranges are calibrated on, at most.
  public func measurement(
    of network: Network, grids: [Int], maxFileBytes: Int?, calibrationClips: Int, threads: Int,
    watcher: WorkWatcher
  ) throws -> CompressionReport.Network {
    try NetworkMeasurement(
      network: network, origin: origin(of: network), grids: grids, maxFileBytes: maxFileBytes,
      calibrationClips: calibrationClips, threads: threads, watcher: watcher
    ).result()
  }

  /// The network from whose floats one was trained in integers; nil for one of floats.
  private func origin(of network: Network) -> Network? {
    network.stage.isQuantised ? self.network(with: network.run.lastFloatStage) : nil
  }

  /// The network whose layers are looked at: that of a name, repeated or not; for no name, the last
  /// run's last one in floats; for `none`, nil.
  public func examined(_ name: String?) throws -> Network? {
    guard let name else { return last }
    guard name != "none" else { return nil }
    guard let network = all.first(where: { $0.name == name }) else {
      throw ReportedRunsError.noNetwork(name: name, names: all.map(\.name))
    }
    return network
  }

  /// The last parts of paths, or the paths where these are not enough to tell them apart.
  private static func names(of paths: [String]) -> [String] {
    let names = paths.map { ($0 as NSString).lastPathComponent }
    return Set(names).count == names.count ? names : paths
  }
}

/// Runs that cannot be reported on together: one line.
public enum ReportedRunsError: Error, Equatable, Sendable, CustomStringConvertible {
  case otherClasses(path: String, first: String)
  case noNetwork(name: String, names: [String])

  public var description: String {
    switch self {
    case .otherClasses(let path, let first):
      "\(path): has other classes than \(first); report on each alone"
    case .noNetwork(let name, let names):
      "--sensitivity: there is no network \(name); there are \(names.joined(separator: ", "))"
    }
  }
}

/// What clips depend on that several runs may be fed with.
private struct StoreKey: Hashable {
  var data: Recipe.DataChoice
  var rate: Int
}
