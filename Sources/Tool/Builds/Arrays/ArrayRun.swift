import Basics
import Interchange
import Program
import Reference
public import Verification

/// A model that runs on arrays: one for each input, whose first axis counts clips.
public struct ArrayRun {
  private let file: ModelFile
  private let program: IntegerProgram
  private let arrays: InputArrays

  /// - Parameter paths: of `.npy` files, in the order of the model's inputs.
  public init(_ file: ModelFile, _ paths: [String]) throws {
    self.file = file
    program = try file.program()
    arrays = try InputArrays(
      paths, for: program.inputs.map { InputArrays.Form($0, isAudio: $0.isInt16) }, of: file.path)
  }

  public var clips: Int { arrays.clips }

  /// Whether a clip has a score every hop.
  public var isContinuous: Bool { program.averageWindow != nil }

  /// Every tensor of a clip, and the scores in steps.
  public func trace(_ clip: Int) throws -> RuntimeTrace {
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
      throw ModelFileError(name: "\(file.path): clip \(clip)", problem: error)
    }
  }

  /// The scores of a clip as real numbers, each time that it gave them.
  public func scores(_ trace: RuntimeTrace) -> [[Float]] {
    let last = program.tensorCount - 1
    let quantisation = program.quantisation(last)
    let values = trace.tensors[last].map {
      (Float($0) - Float(quantisation.zeroPoint)) * quantisation.scale
    }
    let count = program.rowShape(last).elements
    return stride(from: 0, to: values.count, by: count).map { Array(values[$0..<$0 + count]) }
  }

  /// Writes an array for each tensor of all clips, in the steps of its scale: clips, rows, columns,
  /// channels.
  public func writeTensors(_ traces: [RuntimeTrace], to folder: String) throws {
    try Folder.make(folder)
    for tensor in program.quantisations.indices {
      let row = program.rowShape(tensor)
      let values = traces.flatMap { $0.tensors[tensor] }
      let rows = values.count / clips / row.elements
      let shape = [clips, rows, row.width, row.channels]
      guard shape.reduce(1, *) == values.count else {
        throw ArrayError.rowsDiffer(tensor: program.tensorName(tensor))
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
