import Basics
import Arguments
import Program

/// A window and a hop in seconds, which become feature rows once the network is known.
struct ContinuousWindow: Equatable {
  var seconds: Double
  /// nil for one feature row.
  var hopSeconds: Double?

  static let options = [
    Option(
      "--continuous", valueName: "s",
      help: "Give scores while the sound goes on, over a window of so many seconds."),
    Option(
      "--hop", valueName: "s",
      help: "Seconds from one score to the next; with --continuous. One feature row if not given."),
  ]

  /// nil where the model is to score whole clips.
  init?(_ arguments: ParsedArguments) throws {
    guard let seconds = try arguments.number("--continuous", in: 0.001...3_600) else {
      guard !arguments.isGiven("--hop") else { throw UsageError("--hop: goes with --continuous") }
      return nil
    }
    self.seconds = seconds
    hopSeconds = try arguments.number("--hop", in: 0.001...3_600)
  }

  /// The program with the window, both rounded to feature rows.
  func applied(to program: IntegerProgram) throws -> IntegerProgram {
    do {
      guard let rows = program.rowsPerFeatureRow else {
        // Says what stands in the way.
        return try program.continuous(AverageWindow(rows: 1, hop: 1))
      }
      let rate = Double(program.inputs[0].samplesPerSecond ?? 1)
      func featureRows(_ seconds: Double) -> Int {
        max(1, Int((seconds * rate / Double(rows)).rounded()))
      }
      return try program.continuous(
        AverageWindow(rows: featureRows(seconds), hop: hopSeconds.map(featureRows) ?? 1))
    } catch {
      throw CommandError("--continuous: \(error.sentence)")
    }
  }
}

extension ContinuousError {
  fileprivate var sentence: String {
    switch self {
    case .globalAverages(let count):
      "needs a network with one global average pooling; this one has \(count)"
    case .fixedLength(let input, let rows): "input \(input) takes clips of exactly \(rows) rows"
    case .clipStandardisation(let input):
      "input \(input) is standardised over a whole clip; use --standardise running or fixed"
    case .wholeClip(let layer): "layer \(layer) has to see the whole clip"
    case .windowTooLong(let rows, let limit):
      "a window or hop of \(rows.grouped) feature rows is more than \(limit.grouped)"
    }
  }
}

extension IntegerProgram {
  /// "a score every 0.32 s over a window of 0.96 s (1 and 3 feature rows)"; nil where clips are
  /// scored.
  var continuousSentence: String? {
    guard let window = averageWindow else { return nil }
    let rate = Double(inputs[0].samplesPerSecond ?? 1)
    let seconds = Double(rowsPerWindowRow) / rate
    func text(_ rows: Int) -> String { Numerals.fixed(Double(rows) * seconds, decimals: 2) }
    return "a score every \(text(window.hop)) s over a window of \(text(window.rows)) s "
      + "(\(window.hop) and \(window.rows) feature rows)"
  }
}
