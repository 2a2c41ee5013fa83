import Basics
import Arguments
import Compiler
import Foundation
import Interchange
import ModelFormat
import Program
import Reference
import Verification

/// `run` with arrays in place of recordings: an array for each input, whose first axis counts clips.
struct ArrayRun {
  private let file: ModelFile
  private let program: IntegerProgram
  private let arrays: InputArrays

  init(_ file: ModelFile, _ paths: [String]) throws {
    self.file = file
    program = try file.withModel { IntegerProgram(reading: $0) }
    arrays = try InputArrays(
      paths,
      for: program.inputs.map {
        InputArrays.Form(
          name: $0.name, row: $0.row.elements, width: $0.row.width,
          rows: $0.fixedRows,
          isAudio: $0.isInt16)
      }, of: file.path)
  }

  var clips: Int { arrays.clips }

  /// Every tensor of a clip, and the scores in steps.
  func trace(_ clip: Int) throws -> RuntimeTrace {
    let values = program.inputs.indices.map { index in
      let floats = arrays.values(clip, input: index)
      guard arrays.kind(ofInput: index) == .float32 else { return floats.map { Int16($0) } }
      let quantisation = program.quantisation(index)
      return floats.map { value in
        let steps = (Double(value) / Double(quantisation.scale) + 0.5).rounded(.down)
        return Int16(max(-128, min(127, steps + Double(quantisation.zeroPoint))))
      }
    }
    do throws(TraceError) {
      return try RuntimeTrace(file: file.bytes.span, ProgramValues(values))
    } catch {
      throw CommandError("\(file.path): clip \(clip): \(error.sentence)")
    }
  }

  /// The scores of a clip as real numbers.
  func scores(_ trace: RuntimeTrace) -> [Float] {
    let quantisation = program.quantisation(program.quantisations.count - 1)
    return trace.scores.map { (Float($0) - Float(quantisation.zeroPoint)) * quantisation.scale }
  }

  /// Writes an array for each tensor of all clips, in the steps of its scale: clips, rows, columns, channels.
  func writeTensors(_ traces: [RuntimeTrace], to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for tensor in program.quantisations.indices {
      let row = program.rowShape(tensor)
      let values = traces.flatMap { $0.tensors[tensor] }
      let rows = values.count / clips / row.elements
      let shape = [clips, rows, row.width, row.channels]
      guard shape.reduce(1, *) == values.count else {
        throw CommandError("\(program.tensorName(tensor)): clips have different numbers of rows")
      }
      let array =
        program.elementBytes(tensor) == 2
        ? NumPyArray(values, shape: shape)
        : NumPyArray(values.map { Int8(truncatingIfNeeded: $0) }, shape: shape)
      let name = program.tensorName(tensor).map { "/:".contains($0) ? "_" : $0 }
      try AtomicFile.write(array.file, to: "\(folder)/\(String(name)).npy")
    }
  }
}
