public import Compiler
import DataSets

/// What long work tells its caller on the way, and how the caller stops it.
///
/// The closures may be called from any thread. Work changes nothing by what it tells: the same
/// input gives the same result under every watcher.
public struct WorkWatcher: Sendable {
  /// Is told what is being done (`reading ESC-10`) and the share that is done, from 0 to 1.
  public var progress: @Sendable (_ work: String, _ share: Double) -> Void = { _, _ in }
  /// Is told what is odd and stops nothing, as a recording that was dropped: a line each.
  public var remark: @Sendable (String) -> Void = { _ in }
  /// Is told of the steps of a build.
  public var event: @Sendable (BuildEvent) -> Void = { _ in }
  /// Whether work should end with an error soon.
  public var shouldStop: @Sendable () -> Bool = { false }

  public init() {}

  /// Tells nobody and never stops.
  public static let silent = WorkWatcher()

  /// Tells of each dropped clip, and how many there are.
  func remark(_ dropped: [DroppedClip], of total: Int) {
    for clip in dropped { remark("\(clip.problem); dropped") }
    if let sentence = dropped.sentence(of: total) { remark(sentence) }
  }
}

/// A step of a build that takes several.
public enum BuildEvent: Sendable {
  /// The network does not fit as it is; smaller ones are looked for.
  case tooLarge(Budget.Excess)
  /// A search begins, with what it leaves free; trials follow.
  case searching(Budget.Reserve?)
  /// A candidate was looked at; `share` is what it keeps of all weights.
  case tried(BudgetSearch.Trial, share: Double)
  /// The dense network of a recipe is trained, with what its run says.
  case denseTrained(summary: String)
  /// Several networks fit; the best are trained shortly, to choose one.
  case choosing(count: Int)
  /// One of them was trained, with what its best epoch says of the validation clips.
  case trainedShortly(BuiltModel.Pruned, score: String)
  /// The network that was found is trained now.
  case training(BuiltModel.Pruned)
  /// The trained network does not fit; more is pruned.
  case tooLargeOnceTrained(Budget.Excess)
}
