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
  private let arrays: [NumPyArray]
  let clips: Int

  init(_ file: ModelFile, _ paths: [String]) throws {
    self.file = file
    program = try file.withModel { IntegerProgram(reading: $0) }
    guard paths.count == program.inputs.count else {
      throw CommandError(
        "\(file.path): takes \(program.inputs.count) arrays, one for each input, not \(paths.count)"
      )
    }
    arrays = try paths.map { path in
      do {
        return try NumPyArray(try WholeFile.read(path))
      } catch let error as NumPyError {
        throw CommandError("\(path): \(error)")
      }
    }
    clips = arrays[0].shape.first ?? 0
    for ((path, array), input) in zip(zip(paths, arrays), program.inputs) {
      guard array.shape.first == clips, clips > 0 else {
        throw CommandError("\(path): the first axis of \(array.shape) should count \(clips) clips")
      }
      let each = array.count / clips
      let row = input.row.elements
      guard each % row == 0, each > 0, input.fixedRows == 0 || each == input.fixedRows * row else {
        throw CommandError(
          "\(path): a clip of \(each) values is no "
            + (input.fixedRows > 0 ? "\(input.fixedRows) rows" : "whole number of rows")
            + " of \(row) values, which \(input.name) takes")
      }
      guard (input.isWide ? [.int16] : [.int8, .float32]).contains(array.kind) else {
        throw CommandError(
          "\(path): \(input.name) takes \(input.isWide ? "int16" : "int8, or float32 that is rounded")"
        )
      }
    }
  }

  /// Every tensor of a clip, and the scores in steps.
  func trace(_ clip: Int) throws -> RuntimeTrace {
    let values = arrays.enumerated().map { index, array in
      let each = array.count / clips
      let floats = array.floats(clip * each..<(clip + 1) * each)
      guard array.kind == .float32 else { return floats.map { Int16($0) } }
      let quantisation = program.quantisations[index]
      return floats.map { value in
        let steps = (Double(value) / Double(quantisation.scale)).rounded(.toNearestOrAwayFromZero)
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
    let quantisation = program.quantisations[program.quantisations.count - 1]
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
