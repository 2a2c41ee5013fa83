import Audio
import Basics
import Foundation
import ModelFormat
import Program
import Reference
import SampleModels

/// Writes vectors for Firmware/examples/conformance.
///
/// usage: ConformanceVectors <bundle> samples | random <count> | models <milliseconds> <file>…
@main struct ConformanceVectors {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let (bundle, kind) = (arguments.first ?? "", arguments.dropFirst().first ?? "")
    let operands = Array(arguments.dropFirst(2))
    var vectors: [Vector] = []
    switch kind {
    case "samples": vectors = try samples()
    case "random":
      var seed: UInt64 = 0
      while vectors.count < Int(operands.first ?? "") ?? 0 {
        if let vector = try Vector(randomSeed: seed) { vectors.append(vector) }
        seed += 1
      }
    case "models":
      vectors = try operands.dropFirst().map {
        try model($0, milliseconds: Int(operands[0]) ?? 1_000)
      }
    default: fatalError("there are no vectors '\(kind)'")
    }
    var bytes = Bundle()
    bytes.append(word: vectors.count)
    for vector in vectors { vector.append(to: &bytes) }
    try Data(bytes.bytes).write(to: URL(filePath: bundle))
  }

  /// Every op, every encoding, both roundings, in several chunkings.
  private static func samples() throws -> [Vector] {
    try SampleModel.all().map { model in
      Vector(
        file: model.file, program: model.program,
        values: ProgramValues(model.inputs(extraRows: 57)), chunks: [1, 7, 0])
    }
  }

  /// A file with one input: of synthetic sound, or of rows that are noise, pushed one by one.
  private static func model(_ path: String, milliseconds: Int) throws -> Vector {
    let file = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let program = IntegerProgram(reading: try Model(file.span))
    let input = program.inputs[0]
    guard let rate = input.audioRate else {
      var noise = SplitMix64(seed: 99)
      let count = (input.fixedRows ?? input.minimumRows) * input.row.elements
      let values = (0..<count).map { _ in
        Int16(max(-127, min(127, Int(noise.nextNormal() * 50))))
      }
      return Vector(file: file, program: program, values: ProgramValues([values]), chunks: [1])
    }
    // Of slower inputs the numbers matter, and no sound.
    let sound = Synthesis.clip(
      samples: rate * milliseconds / 1_000, rate: max(rate, 1_000), seed: 99)
    return Vector(
      file: file, program: program, values: ProgramValues([sound]), chunks: [rate / 100])
  }
}
