import Basics
import Arguments
import Builds
import Foundation
import Interchange
import Verification

/// `stapes run`: scores of recordings.
enum RunCommand: Command {
  static let specification = CommandSpecification(
    name: "run",
    abstract: "Run a compiled model on recordings or arrays and print labels and scores.",
    discussion: """
      A line has the time, the label of the highest score, and the five highest scores. Scores are \
      what the network's last layer gives. Behind a softmax they are probabilities, which sum to 1, \
      and behind a logistic function too. Else they are logits: only their order and their differences \
      have a meaning. evaluate turns logits into probabilities: by a softmax, or by the logistic \
      function if the recipe's loss is binary.

      A model of compile --continuous prints a line for each score that it gives. The time is that \
      of its window, and the score comes at the window's end. It is the score of a clip that ends \
      there, except for the padding at the clip's end. Sound must be at least as long as the window.

      A NumPy array (.npy) has clips along its first axis: int16 samples, int8 rows in the input's \
      steps, or float32, which is rounded to these steps. Give one array for each input of the \
      model. With a continuous model, --scores writes clips by times by scores.

      Without --window, standard input is one clip: at most \
      \(WindowScorer.mostWaitingSamples.grouped) samples.
      """,
    positionals: [
      Positional(
        "model", help: "A .stapes file; with one audio input where recordings are scored.",
        use: .reads),
      Positional(
        "recording",
        help: "A recording, a folder, - for 16-bit little-endian PCM on standard input, or a .npy "
          + "file for each input.",
        isRepeated: true, use: .reads),
    ],
    options: [
      Option(
        "--window", valueName: "s",
        help: "Score windows of this length instead of whole clips; not with continuous models, "
          + "which have their own."),
      Option(
        "--scores", valueName: "file",
        help: "Write scores as a .npy file, clips by scores; with arrays.", use: .writes),
      Option(
        "--tensors", valueName: "folder",
        help: "Write every tensor as a .npy file, in the steps of its scale; with arrays.",
        use: .writes),
    ],
    flags: [Flag("--json", help: "Print one JSON object a line.")],
    examples: [
      Example("stapes run dw.stapes recordings/", purpose: "A line for each recording"),
      Example(
        "arecord -t raw -f S16_LE -c 1 -r 16000 | stapes run dw.stapes - --window 5",
        purpose: "Listen to a microphone, a score every five seconds"),
      Example(
        "arecord -t raw -f S16_LE -c 1 -r 16000 | stapes run live.stapes -",
        purpose: "The same with a continuous model, a score every hop"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let file = try ModelFile(arguments.positional("model"))
    let window = try arguments.number("--window", in: 0.001...86_400)
    let isJSON = arguments.flag("--json")
    let paths = arguments.repeatedPositional("recording")
    if paths.contains(where: { $0.hasSuffix(".npy") }) {
      try arguments.refuse(["--window"], "goes with recordings, not with arrays")
      return try run(ArrayRun(file, paths), file, arguments)
    }
    try arguments.refuse(["--scores", "--tensors"], "goes with arrays (.npy)")
    let scorer = try WindowScorer(file, seconds: window)
    for path in paths {
      if path == "-" {
        try scorer.scoreStandardInput { try ScoreLine("-", $0).show(scorer.labels, isJSON) }
        continue
      }
      for recording in try Recordings.paths(path) {
        let samples = try Recordings.samples(recording, rate: scorer.rate)
        try scorer.score(samples, name: recording) {
          try ScoreLine(recording, $0).show(scorer.labels, isJSON)
        }
      }
    }
    return .success
  }

  private static func run(
    _ run: ArrayRun, _ file: ModelFile, _ arguments: ParsedArguments
  ) throws -> ExitCode {
    let labels = try file.withModel { $0.scoreNames }
    var all: [[Float]] = []
    // Of all clips only where they are written: they take much more than the clips.
    var traces: [RuntimeTrace] = []
    for clip in 0..<run.clips {
      let trace = try run.trace(clip)
      let scores = run.scores(trace)
      for (number, scores) in scores.enumerated() {
        let place = run.isContinuous ? ", score \(number)" : ""
        let top = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
        let line = ScoreLine(
          file: "clip \(clip)\(place)", label: labels[top], scores: scores.map(Double.init))
        try line.show(labels, arguments.flag("--json"))
      }
      all += scores
      if arguments.isGiven("--tensors") { traces.append(trace) }
    }
    if let path = arguments.string("--scores") {
      let times = run.isContinuous ? [all.count / run.clips] : []
      let shape = [run.clips] + times + [labels.count]
      try AtomicFile.write(NumPyArray(all.flatMap(\.self), shape: shape).file, to: path)
    }
    if let folder = arguments.string("--tensors") { try run.writeTensors(traces, to: folder) }
    return .success
  }
}

/// The scores of one clip or window.
private struct ScoreLine {
  var file: String
  /// Seconds; nil of arrays.
  var start: Double?
  var end: Double?
  var label: String
  var scores: [Double]

  /// Stops where nobody takes the scores any more: a microphone has no end.
  func show(_ labels: [String], _ isJSON: Bool) throws {
    print(
      isJSON ? try jsonText(LabelledLine(self, labels), isPretty: false) : text(labels: labels))
    try StandardOutput.check()
  }

  private func text(labels: [String]) -> String {
    let ranked = zip(labels, scores).sorted { $0.1 > $1.1 }.prefix(5)
    let list = ranked.map { "\($0) \(fixed($1, 3))" }.joined(separator: ", ")
    let span = start.flatMap { start in end.map { "  \(fixed(start, 2))–\(fixed($0, 2)) s" } }
    return printable("\(file)\(span ?? "")  \(label)  (\(list))")
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}

/// A line of JSON: each score stands beside its label, in the order of the model.
private struct LabelledLine: Encodable {
  struct Score: Encodable {
    var label: String
    var score: Double
  }

  var file: String
  var start: Double?
  var end: Double?
  var label: String
  var scores: [Score]

  init(_ line: ScoreLine, _ labels: [String]) {
    (file, start, end, label) = (line.file, line.start, line.end, line.label)
    scores = zip(labels, line.scores).map { Score(label: $0, score: $1) }
  }
}

extension ScoreLine {
  init(_ file: String, _ window: WindowScorer.Window) {
    self.init(
      file: file, start: window.start, end: window.end, label: window.label, scores: window.scores)
  }
}
