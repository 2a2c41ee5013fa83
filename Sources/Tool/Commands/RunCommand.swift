import Basics
import Arguments
import Audio
import Foundation
import Interchange
import ModelFormat
import StapesRuntime
import Verification

/// `stapes run`: scores of recordings.
enum RunCommand: Command {
  static let specification = CommandSpecification(
    name: "run",
    abstract: "Run a compiled model on recordings or arrays and print labels and scores.",
    discussion: """
      An array of NumPy (.npy) holds clips along its first axis: int16 samples, int8 rows in the \
      input's steps, or float32 that is rounded to them; one array for each input of the model.
      """,
    positionals: [
      Positional(
        "model", help: "A .stapes file; with one audio input where recordings are scored."),
      Positional(
        "recording",
        help: "A recording, a folder, - for 16-bit little-endian PCM on standard input, or a .npy "
          + "file for each input.",
        isRepeated: true),
    ],
    options: [
      Option(
        "--window", valueName: "s", help: "Score windows of this length instead of whole clips."),
      Option(
        "--scores", valueName: "file",
        help: "Write scores as a .npy file, clips by scores; with arrays."),
      Option(
        "--tensors", valueName: "folder",
        help: "Write every tensor as a .npy file, in the steps of its scale; with arrays."),
    ],
    flags: [Flag("--json", help: "Print one JSON object a line.")],
    examples: [
      Example("stapes run dw.stapes recordings/", purpose: "A line for each recording"),
      Example(
        "arecord -t raw -f S16_LE -c 1 -r 16000 | stapes run dw.stapes - --window 5",
        purpose: "Listen to a microphone, a score every five seconds"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let file = try ModelFile(arguments.positional("model"))
    let window = try arguments.number("--window", in: 0.001...86_400)
    let isJSON = arguments.flag("--json")
    let paths = arguments.repeatedPositional("recording")
    if paths.contains(where: { $0.hasSuffix(".npy") }) {
      guard window == nil else {
        throw UsageError("--window: goes with recordings, not with arrays")
      }
      return try run(ArrayRun(file, paths), file, arguments)
    }
    for option in ["--scores", "--tensors"] where arguments.isGiven(option) {
      throw UsageError("\(option): goes with arrays (.npy)")
    }
    return try file.withModel { model in
      guard model.inputCount == 1, model.tensor(0).elementBytes == 2 else {
        throw CommandError("\(file.path): run takes models with one audio input")
      }
      guard model.input(0).samplesPerSecond > 0 else {
        throw CommandError(
          "\(file.path): the model does not say how many samples a second it takes")
      }
      let scorer = Scorer(model: model, window: window, isJSON: isJSON)
      for path in arguments.repeatedPositional("recording") {
        if path == "-" {
          try scorer.scoreStandardInput()
          continue
        }
        for recording in try Recordings.paths(path) {
          let samples = try Recordings.samples(recording, rate: model.input(0).samplesPerSecond)
          try scorer.score(samples, name: recording)
        }
      }
      return .success
    }
  }
}

extension RunCommand {
  private static func run(
    _ run: ArrayRun, _ file: ModelFile, _ arguments: ParsedArguments
  ) throws -> ExitCode {
    let labels = try file.withModel { $0.scoreNames }
    var all: [Float] = []
    // Of all clips only where they are written: they take much more than the clips.
    var traces: [RuntimeTrace] = []
    for clip in 0..<run.clips {
      let trace = try run.trace(clip)
      let scores = run.scores(trace)
      let line = ScoreLine(
        file: "clip \(clip)", label: labels[trace.topLabel], scores: scores.map(Double.init))
      print(
        arguments.flag("--json")
          ? try jsonText(line, isPretty: false) : line.text(labels: labels))
      all += scores
      if arguments.isGiven("--tensors") { traces.append(trace) }
    }
    if let path = arguments.string("--scores") {
      let shape = [run.clips, all.count / run.clips]
      try AtomicFile.write(NumPyArray(all, shape: shape).file, to: path)
    }
    if let folder = arguments.string("--tensors") { try run.writeTensors(traces, to: folder) }
    return .success
  }
}

/// Runs one model over one recording after the other.
private struct Scorer: ~Escapable {
  private let model: Model
  private let rate: Double
  private let windowSamples: Int?
  private let isJSON: Bool

  @_lifetime(copy model)
  init(model: Model, window: Double?, isJSON: Bool) {
    self.model = model
    rate = Double(model.input(0).samplesPerSecond)
    windowSamples = window.map {
      max(1, Int(($0 * Double(model.input(0).samplesPerSecond)).rounded()))
    }
    self.isJSON = isJSON
  }

  /// One line a window; a rest that is too short for a score is left out, unless it is all there is.
  func score(_ samples: [Int16], name: String) throws {
    let window = windowSamples ?? max(1, samples.count)
    var start = 0
    repeat {
      let end = min(start + window, samples.count)
      if start == 0 || end - start >= model.input(0).minimumRows {
        try score(Array(samples[start..<end]), name: name, start: start)
      }
      start = end
    } while start < samples.count
  }

  func scoreStandardInput() throws {
    var input = RawPCM(name: "standard input")
    var samples: [Int16] = []
    var start = 0
    while let block = try input.next() {
      samples += block
      guard let windowSamples else { continue }
      while samples.count >= windowSamples {
        try score(Array(samples.prefix(windowSamples)), name: "-", start: start)
        samples.removeFirst(windowSamples)
        start += windowSamples
      }
    }
    if start == 0 || samples.count >= model.input(0).minimumRows {
      try score(samples, name: "-", start: start)
    }
  }

  private func score(_ samples: [Int16], name: String, start: Int) throws {
    do {
      let scores = try model.scores(of: [samples])
      let top = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      let line = ScoreLine(
        file: name, start: Double(start) / rate, end: Double(start + samples.count) / rate,
        label: model.scoreNames[top], scores: scores)
      let text =
        isJSON ? try jsonText(line, isPretty: false) : line.text(labels: model.scoreNames)
      // At once, so that a pipe behind a microphone sees each score when it is there.
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch let error as RuntimeError {
      throw CommandError("\(name): \(error.sentence)")
    }
  }
}

extension Model {
  /// The names of the classes, or their numbers where the model has none.
  fileprivate var scoreNames: [String] {
    let names = labels
    let count = tensor(tensorCount - 1).channels
    return (0..<count).map { $0 < names.count ? names[$0] : "class \($0)" }
  }
}

/// The scores of one clip or window.
private struct ScoreLine: Encodable {
  var file: String
  /// Seconds; nil of arrays.
  var start: Double?
  var end: Double?
  var label: String
  var scores: [Double]

  func text(labels: [String]) -> String {
    let ranked = zip(labels, scores).sorted { $0.1 > $1.1 }.prefix(5)
    let list = ranked.map { "\($0) \(fixed($1, 3))" }.joined(separator: ", ")
    let span = start.flatMap { start in end.map { "  \(fixed(start, 2))–\(fixed($0, 2)) s" } }
    return "\(file)\(span ?? "")  \(label)  (\(list))"
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
