import Basics
public import Compiler
import Program

/// A file, and the network that it was built from.
public struct BuiltModel {
  public let model: CompiledModel
  /// What is left of a network that did not fit as it was; nil for one that did.
  public internal(set) var pruned: Pruned?
  /// Quantised from the graph, op by op.
  let program: IntegerProgram
  let graph: FloatGraph

  /// What pruning and a coarser grid have left of a network.
  public struct Pruned: Equatable, Sendable, CustomStringConvertible {
    /// Of all weights.
    public var share: Double
    /// Weights are rounded to −grid … grid.
    public var grid: Int
    /// Of its scores with the float network's, before any training.
    public var correlation: Double

    public init(share: Double, grid: Int, correlation: Double) {
      (self.share, self.grid, self.correlation) = (share, grid, correlation)
    }

    /// `12.5 % of the weights on ±31`
    public var description: String {
      "\(Numerals.fixed(share * 100, decimals: 1)) % of the weights on ±\(grid)"
    }
  }

  /// The largest weights of its layers, from the smallest to the largest grid.
  public var grids: ClosedRange<Int> { QuantisationScheme(program).grids }
  /// How many weights that pruning had left became 0.
  public var lostSurvivors: Int { program.lostSurvivors(of: graph) }
}
