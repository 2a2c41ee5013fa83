import Basics
import DataSets
import Foundation

/// The files of a run.
///
/// ```
/// recipe.json                as run, every key written out
/// labels.txt                 the classes, one a line
/// metrics.jsonl              a line an epoch
/// state.safetensors          what --resume starts from; small when the run is done
/// .lock                      held by the process that trains
/// fold-1/last.safetensors    after the last epoch
/// fold-1/best.safetensors    of the best epoch on the validation clips; without any, the last
/// fold-1/ticket/…            the same of each training under a mask
/// predictions.csv            a line a test clip
/// results.csv                a line a figure: class, metric, value
/// predictions-dense.csv, …   the same of the trainings that the run is not about
/// results.json, report.html  when all folds are done
/// ```
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  var recipe: String { path + "/recipe.json" }
  var metrics: String { path + "/metrics.jsonl" }
  var state: String { path + "/state.safetensors" }
  public var results: String { path + "/results.json" }
  public var report: String { path + "/report.html" }
  var labels: String { path + "/labels.txt" }
  var lock: String { path + "/.lock" }

  enum Table { case predictions, results }

  /// A table of a stage; nil for the stage that the run is about.
  func table(_ table: Table, of stage: Stage?) -> String {
    "\(path)/\(table)\(stage.map { "-\($0.name)" } ?? "").csv"
  }

  /// A checkpoint of a stage of a fold, `last` or `best`.
  package func checkpoint(_ name: String, fold: String, _ stage: Stage = .dense) -> String {
    checkpoint(name, fold: fold, stage: stage.name)
  }

  /// The same of a stage that is known by its name.
  func checkpoint(_ name: String, fold: String, stage: String) -> String {
    let folder = "\(path)/\(Fold.folder(ofFold: fold))"
    return (stage == Stage.dense.name ? folder : "\(folder)/\(stage)") + "/\(name).safetensors"
  }

  func make(fold: String, _ stage: Stage) throws {
    try Folder.make(Folder.parent(of: checkpoint("last", fold: fold, stage)))
  }

  /// Whether a run was begun here.
  public var holdsRun: Bool { Paths.exists(state) }

  static func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path)
  }

  /// Writes the lines of all epochs anew.
  func writeMetrics(_ epochs: [RunState.Epoch]) throws {
    try Self.write(epochs.map(Self.line).joined(), to: metrics)
  }

  func appendMetrics(_ epoch: RunState.Epoch) throws {
    try AtomicFile.append(Array(Self.line(epoch).utf8), to: metrics)
  }

  private static func line(_ epoch: RunState.Epoch) -> String {
    RunState.Epoch.keys.tree(epoch, .brief).line() + "\n"
  }
}
