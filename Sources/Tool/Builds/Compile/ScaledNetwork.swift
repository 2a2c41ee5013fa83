public import Compiler
public import Interchange
public import Program

/// A network whose activations have scales: what a file can be built from.
public enum ScaledNetwork: Sendable {
  /// With those that its checkpoint was trained for.
  case trained(FloatGraph, QuantisationScheme)
  /// With those that calibration has found.
  case calibrated(CalibratedNetwork)

  /// The network of a checkpoint that carries its scales; nil for any other.
  public init?(trained checkpoint: Checkpoint) throws {
    guard let text = checkpoint.quantisation else { return nil }
    self = .trained(try checkpoint.graph, try QuantisationScheme(text: text))
  }

  public var graph: FloatGraph {
    switch self {
    case .trained(let graph, _): graph
    case .calibrated(let network): network.graph
    }
  }

  /// The program, op by op: neither simplified nor fused.
  public func program() throws(CompileError) -> IntegerProgram {
    switch self {
    case .trained(let graph, let scheme): try Quantiser(graph, by: scheme).program()
    case .calibrated(let network): try network.program()
    }
  }
}

extension QuantisationScheme {
  /// The largest weights of its layers, from the smallest to the largest grid; 0 without weights.
  public var grids: ClosedRange<Int> {
    let largest = grid.layers.values
    return (largest.min() ?? 0)...(largest.max() ?? 0)
  }
}
