import Basics
import Foundation
import Graph
import Training

// Trains AemNet-DW w 0.5 on noise, batches of 32 crops of one second, and prints a line:
// "samples/s resident-MB-after-a-quarter resident-MB-at-the-end". Arguments: steps, threads.

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
guard arguments.count == 2, arguments.allSatisfy({ $0 > 0 }) else {
  FileHandle.standardError.write(Data("usage: TrainingSpeed <steps> <threads>\n".utf8))
  exit(64)
}
let (steps, threads) = (max(4, arguments[0]), arguments[1])
let batch = 32
let network = try Zoo.named(
  "aemnet-dw", options: ZooOptions(width: 0.5, classes: 10, llf: .configuration2))
let trained = try TrainingNetwork(
  network, try Initialisation.he.parameters(for: network, seed: 1),
  batches: [BatchShape(inputLength: 16_000, samples: batch)])
let optimizer = Optimizer(.adam(), weightDecay: 2e-4, network: trained)
let targets = (0..<batch * 10).map { Float($0 / 10 % 10 == $0 % 10 ? 1 : 0) }
fillWithNoise()

func fillWithNoise() {
  var generator = SplitMix64(seed: 1)
  for sample in 0..<batch {
    let noise = (0..<16_000).map { _ in Float(generator.nextNormal()) }
    trained.setInput("audio", sample: sample, noise.span)
  }
}

func residentMegabytes() -> Int {
  let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(
    separator: " ")
  return fields.flatMap { Int($0[1]) }.map { ($0 * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20 } ?? 0
}

var early = 0
var start = ContinuousClock.now
for step in 0...steps {
  // The first step wakes threads and memory up.
  if step == 1 { start = .now }
  _ = try trained.step(
    optimizer, Loss(), samples: batch, targets: targets, rate: 1e-3, seed: UInt64(step),
    workers: Workers(threads: threads))
  if step == steps / 4 { early = residentMegabytes() }
}
let seconds = start.duration(to: .now) / .seconds(1)
print(
  String(format: "%.1f", Double(steps * batch) / seconds), early, residentMegabytes())
