import Foundation

/// One line about long work on standard error: `train  42 %  1 min 12 s left`.
///
/// On a terminal the line is redrawn in place, at most ten times a second; elsewhere (a log, a
/// pipe) a new line is written at most every five seconds. Work that ends sooner writes nothing.
///
/// ```
/// var progress = ProgressLine("train")
/// for epoch in 0..<epochs {
///   ...
///   progress.update(Double(epoch + 1) / Double(epochs))
/// }
/// progress.finish()
/// ```
public struct ProgressLine {
  /// What is being done; may change on the way.
  public var label: String

  private static let origin = ContinuousClock.now
  private let isTerminal: Bool
  private let clock: () -> Duration
  private let sink: (String) -> Void
  private let start: Duration
  private let startFraction: Double
  private var lastShown: Duration
  private var hasShown = false

  /// - Parameters:
  ///   - startFraction: how much was done before, in work that resumes; the time left is
  ///     estimated from what is done since.
  ///   - isTerminal: whether a line can be redrawn.
  ///   - clock: the time since some fixed moment.
  ///   - sink: takes the text, control characters included.
  package init(
    _ label: String, startFraction: Double = 0, isTerminal: Bool = isatty(STDERR_FILENO) == 1,
    clock: @escaping () -> Duration = { origin.duration(to: .now) },
    sink: @escaping (String) -> Void = StandardError.write
  ) {
    self.label = label
    self.startFraction = startFraction
    self.isTerminal = isTerminal
    self.clock = clock
    self.sink = sink
    start = clock()
    lastShown = start
  }

  /// Shows how much is done, from 0 to 1, unless the line was shown a moment ago.
  public mutating func update(_ fraction: Double) {
    let now = clock()
    guard now - lastShown >= (isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
    lastShown = now
    // Double's own minimum and maximum take not-a-number for nothing.
    let fraction = Double.minimum(.maximum(fraction, 0), 1)
    show(line(fraction: fraction, elapsed: now - start), isLast: false)
  }

  /// Says how long the work took, if it was long enough to be spoken of.
  public mutating func finish() {
    guard hasShown else { return }
    show("\(label)  done in \(spoken(clock() - start))", isLast: true)
    hasShown = false
  }

  /// Makes room on a terminal for other text; the line comes back with the next update.
  public mutating func clear() {
    guard hasShown, isTerminal else { return }
    sink("\r\u{1B}[K")
  }

  private mutating func show(_ line: String, isLast: Bool) {
    hasShown = true
    guard isTerminal else { return sink(line + "\n") }
    // Cut to 79 columns: a line that wraps could not be redrawn in place.
    sink("\r\(line.prefix(79))\u{1B}[K" + (isLast ? "\n" : ""))
  }

  private func line(fraction: Double, elapsed: Duration) -> String {
    let line = "\(label)  \(Int(fraction * 100)) %"
    let done = fraction - startFraction
    // Less says nothing about the rest, and its quotient may not fit a duration.
    guard done > 1e-6 else { return line }
    return line + "  \(spoken(elapsed * ((1 - fraction) / done))) left"
  }
}

/// `12 s`, `3 min 20 s` or `2 h 5 min`, rounded up to whole seconds.
private func spoken(_ duration: Duration) -> String {
  let (whole, fraction) = duration.components
  let seconds = whole + (fraction > 0 ? 1 : 0)
  return switch seconds {
  case ..<60: "\(seconds) s"
  case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
  default: "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}
