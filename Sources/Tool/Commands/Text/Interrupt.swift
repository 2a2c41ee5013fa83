import Basics
import Foundation
import Synchronization

/// Ctrl-C and `kill`. They end the process, and what it was writing is removed; long work takes the
/// first one as a wish to stop, so that it can save itself.
enum Interrupt {
  private static let isTakenAsWish = Atomic(false)
  private static let isWished = Atomic(false)
  /// A handler may do next to nothing: it sends the signal's number to a thread.
  private static let channel: (receiver: Int32, sender: Int32) = {
    var ends: [Int32] = [-1, -1]
    return pipe(&ends) == 0 ? (ends[0], ends[1]) : (-1, -1)
  }()

  /// To be called once, when the tool starts. A signal that the process was told to ignore stays
  /// ignored.
  static func watch() {
    guard channel.sender >= 0 else { return }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number, send)
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
    Thread.detachNewThread {
      while let number = receive() {
        if isTakenAsWish.load(ordering: .relaxed), !isRequested {
          isWished.store(true, ordering: .relaxed)
        } else {
          Unfinished.removeAll()
          end(with: number)
        }
      }
    }
  }

  /// Takes the first signal as a wish to stop.
  static func catchSignals() {
    isTakenAsWish.store(true, ordering: .relaxed)
    guard channel.sender >= 0 else { return }
    for number in [SIGINT, SIGTERM] { signal(number, send) }
  }

  static var isRequested: Bool { isWished.load(ordering: .relaxed) }

  private static let send: @convention(c) (Int32) -> Void = { number in
    var byte = UInt8(truncatingIfNeeded: number)
    write(Interrupt.channel.sender, &byte, 1)
  }

  private static func receive() -> Int32? {
    var byte: UInt8 = 0
    while true {
      let count = read(channel.receiver, &byte, 1)
      if count == 1 { return Int32(byte) }
      guard count < 0, errno == EINTR else { return nil }
    }
  }

  /// Ends as every process does that does not catch the signal.
  private static func end(with number: Int32) -> Never {
    signal(number, SIG_DFL)
    kill(getpid(), number)
    while true { pause() }
  }
}
