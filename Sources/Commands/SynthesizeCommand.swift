import Arguments
import Audio
import Graph

/// `stapes synthesize`: a recording to try a model with.
enum SynthesizeCommand: Command {
  static let specification = CommandSpecification(
    name: "synthesize",
    abstract: "Write a synthetic recording: noise, tones, loud and quiet passages.",
    discussion: "The same seed gives the same samples on every machine.",
    options: [
      Option(
        "--output", short: "-o", valueName: "file", help: "The WAV to write.", isRequired: true),
      Option("--seconds", valueName: "s", help: "Its length.", default: "5"),
      Option("--rate", valueName: "hertz", help: "Samples a second.", default: "16000"),
      Option("--seed", valueName: "number", help: "Seed of the sound.", default: "1"),
    ],
    examples: [Example("stapes synthesize -o sound.wav", purpose: "Five seconds at 16 kHz")])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let rate = try arguments.integer("--rate", in: 1_000...384_000) ?? 16_000
    let seconds = try arguments.number("--seconds", in: 0.001...3_600) ?? 5
    let seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
    let output = arguments.string("--output") ?? ""
    let samples = Int((Double(rate) * seconds).rounded())
    try Recording.write16(
      output, samples: Synthesis.clip(samples: samples, rate: rate, seed: UInt64(seed)),
      rate: rate)
    print("\(output): \(samples.grouped) samples at \(rate.grouped) Hz, seed \(seed)")
    return .success
  }
}
