import Basics
import Compiler
import FixedPoint
import Graph
public import Program

/// A small compiled network with everything a test needs to run it.
public struct SampleModel: Sendable, CustomStringConvertible {
  public var program: IntegerProgram
  public var file: [UInt8]

  public var description: String { program.name }

  public init(program: IntegerProgram, file: [UInt8]) {
    self.program = program
    self.file = file
  }

  /// Compiles a network with seeded parameters, calibrated on seeded noise.
  ///
  /// - Parameters:
  ///   - hasWholeChannels: whether convolutions have channel parameters that only the form `whole`
  ///     holds.
  ///   - storage: of ops by their names; the others are dense.
  ///   - window: of a model that listens on and on.
  ///   - waitingRows: of a model that spreads its work.
  init(
    _ network: Network, _ standardisation: StandardisationChoice = .fixed,
    rounding: Rounding = .single, hasWholeChannels: Bool = false, grid: Int = 127,
    storage: [String: WeightStorage] = [:], window: AverageWindow? = nil,
    waitingRows: Int? = nil
  ) throws {
    let graph = try FloatGraph(lowering: network, Parameters.seeded(for: network, seed: 7))
    var generator = SplitMix64(seed: 11)
    let minimum = graph.minimumRows()
    let example = graph.inputs.indices.map { index in
      let input = graph.inputs[index]
      let rows = input.fixedRows ?? minimum[index] + 40
      let values = (0..<rows * input.row.elements).map { _ in generator.nextNormal() }
      return input.samplesPerSecond == nil
        ? CalibrationInput.rows(values.map { Float($0) })
        : .audio(values.map { Int16(clamping: Int($0 * 3_000)) })
    }
    let calibration = try Calibration(
      graph, examples: [example], standardisation: standardisation)
    var program = try Quantiser(
      graph, calibration, standardisation, grid: WeightGrid(largest: grid)
    ).program()
    program.rules.rounding = rounding
    if hasWholeChannels { program = program.withLongBiases().choosingChannelForms() }
    if let window { program = try program.continuous(window) }
    let compiled = try CompiledModel(
      program, storage: program.fusingPools().ops.map { storage[$0.name] ?? WeightStorage() },
      waitingRows: waitingRows)
    self.program = compiled.program
    file = compiled.file
  }

  /// Seeded values for each input: the shortest stream and `extraRows` more, where the length is
  /// free.
  public func inputs(extraRows: Int, seed: UInt64 = 5) -> [[Int16]] {
    var generator = SplitMix64(seed: seed)
    return program.inputs.map { input in
      let rows = input.fixedRows ?? input.minimumRows + extraRows
      let step = input.isInt16 ? 3_000.0 : 50.0
      let limit = input.isInt16 ? 32_767 : 127
      return (0..<rows * input.row.elements).map { _ in
        Int16(max(-limit, min(limit, Int(generator.nextNormal() * step))))
      }
    }
  }
}

extension IntegerProgram {
  /// The first bias of each convolution with 25 bits, the lowest of them set: too long for the short
  /// form and for the medium one. A small factor keeps the channel's outputs within their range.
  fileprivate func withLongBiases() -> IntegerProgram {
    var program = self
    for (index, op) in ops.enumerated() {
      guard case .convolution(var convolution) = op.operation else { continue }
      convolution.biases[0] = 1 << 24 | 1
      convolution.factors[0] = ScaleFactor(q31: 1 << 30 | 1 << 16, shift: -20)
      program.ops[index].operation = .convolution(convolution)
    }
    return program
  }
}
