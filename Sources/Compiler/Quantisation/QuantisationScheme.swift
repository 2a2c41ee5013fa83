import Basics
import Foundation
public import Program

/// What a program's quantisation was chosen by: together with the float network, all else follows.
///
/// Kept with a checkpoint that was trained for it, as a line of JSON.
public struct QuantisationScheme: Equatable, Sendable {
  /// By the tensors' names; those of ops that cannot choose their own need not be there.
  public var tensors: [String: Quantisation]
  /// The largest weight of each convolution, by its op's name.
  public var grid: WeightGrid
  /// Of each input.
  public var standardisations: [Standardisation]
  /// The program's ops, for a trainer that lowers no networks; none of a program whose float
  /// network is not known.
  public private(set) var ops: [Op]

  /// That of a program.
  public init(_ program: IntegerProgram) {
    ops = []
    tensors = (0..<program.tensorCount).reduce(into: [:]) { tensors, index in
      tensors[program.tensorName(index)] = program.quantisation(index)
    }
    grid = WeightGrid(
      layers: program.ops.reduce(into: [:]) { layers, op in
        layers[op.name] = op.operation.convolution?.largestWeight
      })
    standardisations = program.inputs.map(\.standardisation)
  }

  /// That of a program with its ops and the forms of its channels.
  ///
  /// - Precondition: The program was quantised from the graph, and neither simplified nor fused.
  public init(_ program: IntegerProgram, of graph: FloatGraph) {
    self.init(program)
    ops = program.ops.indices.map { Op(program, $0, of: graph) }
  }
}

extension QuantisationScheme {
  private struct Text: Codable {
    var tensors: [String: Tensor]
    var largestWeights: [String: Int]
    var inputs: [Input]
    var ops: [Op]
  }

  private struct Tensor: Codable {
    var scale: Double
    var zeroPoint: Int32
  }

  private struct Input: Codable {
    var standardisation: StandardisationChoice
    /// In sixteenths of a step.
    var minimumDeviation: UInt32?
    var initialDeviation: UInt32?
  }

  /// The scheme as JSON on one line; the same scheme gives the same text.
  public var text: String {
    get throws {
      let inputs = standardisations.map { standardisation in
        switch standardisation {
        case .fixed: Input(standardisation: .fixed)
        case .clip(let minimum): Input(standardisation: .clip, minimumDeviation: minimum)
        case .running(let minimum, let initial):
          Input(standardisation: .running, minimumDeviation: minimum, initialDeviation: initial)
        }
      }
      let tensors = tensors.mapValues {
        Tensor(scale: Double($0.scale), zeroPoint: $0.zeroPoint)
      }
      let text = Text(tensors: tensors, largestWeights: grid.layers, inputs: inputs, ops: ops)
      return try jsonText(text, isPretty: false)
    }
  }

  /// Reads what `text` wrote; any text may be given.
  public init(text: String) throws(CompileError) {
    guard let read = try? JSONDecoder().decode(Text.self, from: Data(text.utf8)),
      read.largestWeights.values.allSatisfy((1...127).contains),
      read.tensors.values.allSatisfy({
        (-128...127).contains($0.zeroPoint) && Float($0.scale) > 0 && Float($0.scale).isFinite
      }), read.ops.allSatisfy(\.hasValidForm)
    else { throw .badScheme }
    tensors = read.tensors.mapValues {
      Quantisation(scale: Float($0.scale), zeroPoint: $0.zeroPoint)
    }
    grid = WeightGrid(layers: read.largestWeights)
    ops = read.ops
    standardisations = read.inputs.map { input in
      switch input.standardisation {
      case .fixed: .fixed
      case .clip: .clip(minimumDeviationQ4: input.minimumDeviation ?? 0)
      case .running:
        .running(
          minimumDeviationQ4: input.minimumDeviation ?? 0,
          initialDeviationQ4: input.initialDeviation ?? 0)
      }
    }
  }
}
