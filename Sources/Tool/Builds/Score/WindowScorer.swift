import Audio
import Compiler
import ModelFormat
import Program

/// Scores sound window after window, or at once; a continuous model gives every score of its own.
///
/// ```
/// let scorer = try WindowScorer(ModelFile("dw.stapes"), seconds: 5)
/// try scorer.score(samples, name: "sound.wav") { window in print(window.label) }
/// ```
public struct WindowScorer: Sendable {
  /// Samples a second that the model takes.
  public let rate: Int
  public let labels: [String]
  private let file: ModelFile
  private let windowSamples: Int?
  private let minimumSamples: Int
  /// Samples of a continuous model's window; nil for a model that scores clips.
  private let listeningSamples: Int?

  /// The scores of some seconds of a recording.
  public struct Window: Equatable, Sendable {
    public var start: Double
    public var end: Double
    public var scores: [Double]
    /// The name of the highest score; the first of equal ones.
    public var label: String
  }

  /// - Parameter seconds: of a window; nil to score all sound at once, or in a continuous model's own
  ///   windows.
  public init(_ file: ModelFile, seconds: Double? = nil) throws {
    self.file = file
    let window = WindowReport(try file.program())
    if let window, seconds != nil {
      throw ScoringError.ownWindow(model: file.path, window: window.text())
    }
    listeningSamples = window.map { $0.windowRows * $0.inputRows }
    (rate, minimumSamples, labels) = try file.withModel { model in
      guard model.inputCount == 1, model.tensor(0).elementBytes == 2 else {
        throw ScoringError.noAudioInput(model: file.path)
      }
      let input = model.input(0)
      guard input.samplesPerSecond > 0 else { throw ScoringError.noRate(model: file.path) }
      return (input.samplesPerSecond, input.minimumRows, model.scoreNames)
    }
    let rate = Double(rate)
    windowSamples = seconds.map { max(1, Int(($0 * rate).rounded())) }
  }

  /// Scores a recording; a rest that is too short for a score is left out, unless it is all there is.
  ///
  /// - Parameter name: what errors call it.
  public func score(_ samples: [Int16], name: String, found: (Window) throws -> Void) throws {
    var blocks = [samples]
    try score(name: name, found) { blocks.popLast() }
  }

  /// The most samples of standard input that wait for a score, 128 MiB: more than an hour at 16 kHz.
  public static let mostWaitingSamples = 1 << 26

  /// Scores 16-bit samples on standard input, each window as soon as it is there. A continuous model
  /// keeps no sound.
  public func scoreStandardInput(found: (Window) throws -> Void) throws {
    var input = RawPCM(name: "standard input")
    try score(name: "-", most: Self.mostWaitingSamples, found) { try input.next() }
  }

  private func score(
    name: String, most: Int = .max, _ found: (Window) throws -> Void, next: () throws -> [Int16]?
  ) throws {
    if let listeningSamples {
      try file.withModel(on: name) { model in
        try model.listen(next: next) { heard in
          try found(
            window(
              from: max(0, heard.samples - listeningSamples), to: heard.samples,
              model.real(heard.steps)))
        }
      }
      return
    }
    var rest: [Int16] = []
    var start = 0
    while let block = try next() {
      rest += block
      guard rest.count <= most else { throw ScoringError.endlessInput(samples: most) }
      var scored = 0
      while let windowSamples, rest.count - scored >= windowSamples {
        let window = Array(rest[scored..<scored + windowSamples])
        try found(self.window(window, name: name, start: start + scored))
        scored += windowSamples
      }
      rest.removeFirst(scored)
      start += scored
    }
    if start == 0 || rest.count >= minimumSamples {
      try found(window(rest, name: name, start: start))
    }
  }

  private func window(_ samples: [Int16], name: String, start: Int) throws -> Window {
    let scores = try file.withModel(on: name) { model in try model.scores(of: [samples]) }
    return window(from: start, to: start + samples.count, scores)
  }

  private func window(from start: Int, to end: Int, _ scores: [Double]) -> Window {
    let top = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    return Window(
      start: Double(start) / Double(rate), end: Double(end) / Double(rate), scores: scores,
      label: labels[top])
  }
}
