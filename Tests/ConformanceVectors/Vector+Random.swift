import Compiler
import Graph
import Program
import RandomNetworks
import Reference

extension Vector {
  /// A random network in random storage, at a random pace; nil where its numbers leave what the format can hold.
  init?(randomSeed seed: UInt64) throws {
    let generated = RandomNetwork(seed: seed)
    var random = generated.random
    let graph = try FloatGraph(lowering: generated.network, generated.parameters)
    let minimum = graph.minimumRows()
    guard
      let rows = (0..<64).lazy.map({ extra in
        zip(graph.inputs, minimum).map { $0.fixedRows ?? $1 + extra }
      }).first(where: graph.fits)
    else { return nil }
    let values = zip(graph.inputs, rows).map { input, rows in
      (0..<rows * input.row.elements).map { _ in random.nextNormal() }
    }
    let example = zip(graph.inputs, values).map { input, values -> CalibrationInput in
      input.samplesPerSecond == nil
        ? .rows(values.map { Float($0) })
        : .audio(values.map { Int16(clamping: Int($0 * 3_000)) })
    }
    let choice = StandardisationChoice.allCases[Int(seed % 3)]
    let encodings: [WeightStorage] = [
      WeightStorage(), WeightStorage(.packed), WeightStorage(.bitmap), WeightStorage(.entropy),
    ]
    do {
      let calibration = try Calibration(graph, examples: [example], standardisation: choice)
      let program = try Quantiser(graph, calibration, choice).program()
      let compiled = try CompiledModel(
        program,
        storage: program.fusingPools().ops.enumerated().map { index, op in
          guard case .convolution = op.operation else { return WeightStorage() }
          if seed % 3 == 0 && program.canBeSparse(index) { return WeightStorage(.sparse) }
          return encodings[(Int(seed) + index) % 4]
        }, waitingRows: program.inputs.count == 1 && seed % 2 == 0 ? Int(seed % 7) : nil)
      file = compiled.file
      self.program = compiled.program
    } catch {
      switch error {
      case .multiplierTooLarge, .accumulatorOverflow, .outputOverflow: return nil
      default: throw error
      }
    }
    self.values = ProgramValues(
      zip(program.inputs, values).map { input, values in
        values.map {
          Int16(clamping: Int($0 * (input.isInt16 ? 3_000 : 50))).clamped(isInt16: input.isInt16)
        }
      })
    chunks = [0]
  }
}

extension Int16 {
  fileprivate func clamped(isInt16: Bool) -> Int16 {
    isInt16 ? self : Swift.min(127, Swift.max(-128, self))
  }
}
