import Builds

extension WorkWatcher {
  /// A watcher of a part of the work.
  init(
    progress: @escaping @Sendable (_ work: String, _ share: Double) -> Void = { _, _ in },
    remark: @escaping @Sendable (String) -> Void = { _ in },
    event: @escaping @Sendable (BuildEvent) -> Void = { _ in },
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.init()
    self.progress = progress
    self.remark = remark
    self.event = event
    self.shouldStop = shouldStop
  }
}
