import Foundation
import Synchronization

/// Ctrl-C and `kill` as a wish to stop, so that long work can save itself first; the second time
/// they end the process as always.
enum Interrupt {
  private static let isWished = Atomic(false)

  static func catchSignals() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { caught in
        Interrupt.isWished.store(true, ordering: .relaxed)
        signal(caught, SIG_DFL)
      }
    }
  }

  static var isRequested: Bool { isWished.load(ordering: .relaxed) }
}
