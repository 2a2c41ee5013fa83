import Arguments
import Basics
import Builds
import Synchronization

/// Long work on standard error: one line of progress, and notes.
final class WorkLines: Sendable {
  private let line = Mutex<ProgressLine?>(nil)

  /// Shows progress and notes, prints the events of a build, and stops where Ctrl-C asks for it.
  var watcher: WorkWatcher {
    var watcher = WorkWatcher()
    watcher.progress = { work, share in self.update(work, share) }
    watcher.remark = { remark in
      self.finish()
      StandardError.writeLine("note: \(printable(remark))")
    }
    watcher.event = { event in
      self.finish()
      print(event.text)
    }
    watcher.shouldStop = { Interrupt.isRequested }
    return watcher
  }

  private func update(_ work: String, _ share: Double) {
    line.withLock { line in
      if line?.label != work {
        line?.finish()
        line = ProgressLine(work)
      }
      line?.update(share)
    }
  }

  /// Says how long the work took that is shown; before anything else is written.
  func finish() {
    line.withLock { line in
      line?.finish()
      line = nil
    }
  }

  /// Removes the line, before an error is written.
  func clear() {
    line.withLock { $0?.clear() }
  }
}
