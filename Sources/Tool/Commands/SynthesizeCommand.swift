import Basics
import Arguments
import Audio
import LungSounds

/// `stapes synthesize`: a recording to try a model with, or a data set to train one with.
enum SynthesizeCommand: Command {
  static let specification = CommandSpecification(
    name: "synthesize",
    abstract: "Write a synthetic recording or a data set of lung sounds.",
    discussion: """
      sound: one WAV with noise, tones, loud and quiet passages. The same seed gives the same \
      samples on every machine.

      lungs: a folder in the layout of ICBHI 2017. Each recording is a WAV with breathing, \
      crackles, wheezes, heart, handling and room, and a text with one cycle a line. The split of \
      60 to 40 keeps subjects apart. The same options give the same bytes on the same machine.
      """,
    positionals: [Positional("what", help: "sound or lungs.")],
    options: [
      .output("path", "The WAV to write, or a folder that is new or empty."),
      Option("--rate", valueName: "hertz", help: "Samples a second.", default: "16000"),
      Option("--seed", valueName: "number", help: "Seed of everything.", default: "1"),
      Option(
        "--seconds", valueName: "s",
        help: "Length of a recording. (sound: 5, lungs: each from 15 to 20)"),
      Option("--subjects", valueName: "count", help: "lungs: number of people. (40)"),
      Option("--recordings", valueName: "count", help: "lungs: recordings of each. (2)"),
      Option(
        "--snr", valueName: "dB",
        help: "lungs: level of lung sounds over all noise except the heart. (20)"),
      Option(
        "--proportions", valueName: "n,c,w,b",
        help: "lungs: shares of cycles that are normal, or have crackles, wheezes, both. "
          + "(0.53,0.27,0.13,0.07)"),
    ],
    examples: [
      Example("stapes synthesize sound -o sound.wav", purpose: "Five seconds at 16 kHz"),
      Example(
        "stapes synthesize lungs --subjects 120 --recordings 4 -o lungs",
        purpose: "Enough to train a network with"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let what = arguments.positional("what")
    switch what {
    case "sound": try writeSound(arguments)
    case "lungs": try writeLungs(arguments)
    default: throw UsageError("there is no '\(what)' to synthesize; write sound or lungs")
    }
    return .success
  }

  private static func writeSound(_ arguments: ParsedArguments) throws {
    for option in ["--subjects", "--recordings", "--snr", "--proportions"]
    where arguments.string(option) != nil {
      throw UsageError("\(option) goes with lungs, not with sound")
    }
    let rate = try arguments.integer("--rate", in: 1_000...384_000) ?? 16_000
    let seconds = try arguments.number("--seconds", in: 0.001...3_600) ?? 5
    let seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
    let output = arguments.output
    let samples = Int((Double(rate) * seconds).rounded())
    try Recording.write16(
      output, samples: Synthesis.clip(samples: samples, rate: rate, seed: UInt64(seed)), rate: rate)
    print("\(printable(output)): \(samples.grouped) samples at \(rate.grouped) Hz, seed \(seed)")
  }

  private static func writeLungs(_ arguments: ParsedArguments) throws {
    var settings = LungSoundSettings()
    func set<Value>(_ path: WritableKeyPath<LungSoundSettings, Value>, _ value: Value?) {
      if let value { settings[keyPath: path] = value }
    }
    set(\.rate, try arguments.integer("--rate", in: LungSoundSettings.rates))
    set(\.seed, try arguments.integer("--seed", in: 0...Int.max).map(UInt64.init))
    set(\.seconds, try arguments.number("--seconds", in: LungSoundSettings.lengths).map { $0...$0 })
    set(\.subjects, try arguments.integer("--subjects", in: 1...LungSoundSettings.maximumSubjects))
    set(\.recordingsPerSubject, try arguments.integer("--recordings", in: 1...1_000))
    set(\.signalToNoise, try arguments.number("--snr", in: -60...120))
    set(\.proportions, try proportions(arguments))

    let output = arguments.output
    let set = LungSoundSet(settings)
    var progress = ProgressLine("synthesize")
    Interrupt.catchSignals()
    try set.write(to: output) { share in
      guard !Interrupt.isRequested else { throw CommandError("stopped; nothing is written") }
      progress.update(share)
    }
    progress.finish()
    let counts = LungSoundClass.allCases.map { "\((set.classCounts[$0] ?? 0).grouped) \($0)" }
    let training = Set(set.recordings.filter(\.isTraining).map(\.subject)).count
    print(
      "\(printable(output)): \(set.recordings.count.grouped) recordings of \(settings.subjects.grouped) "
        + "subjects, \(training) to train with; cycles: \(counts.joined(separator: ", "))")
  }

  private static func proportions(_ arguments: ParsedArguments) throws -> [Double]? {
    guard let texts = try arguments.list("--proportions") else { return nil }
    let values = texts.compactMap(Double.init)
    guard values.count == texts.count, values.count == LungSoundClass.allCases.count,
      values.allSatisfy({ (0...1e6).contains($0) }), values.contains(where: { $0 > 0 })
    else {
      throw UsageError(
        "--proportions: '\(texts.joined(separator: ","))' is not four shares of normal, crackle, "
          + "wheeze, both, as in 0.53,0.27,0.13,0.07")
    }
    return values
  }
}
