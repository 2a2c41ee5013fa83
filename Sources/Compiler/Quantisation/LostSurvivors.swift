public import Program

extension IntegerProgram {
  /// How many weights that pruning has left in a graph are 0 in the program quantised from it.
  ///
  /// Pruned layers are those with weights that are 0; in others, small weights may be rounded to 0.
  ///
  /// - Precondition: The program has the graph's ops, neither simplified nor fused.
  public func lostSurvivors(of graph: FloatGraph) -> Int {
    precondition(ops.count == graph.ops.count)
    return zip(ops, graph.ops).reduce(0) { count, pair in
      guard case .convolution(let quantised) = pair.0.operation,
        case .convolution(let convolution) = pair.1.operation, convolution.weights.contains(0)
      else { return count }
      return count + zip(quantised.weights, convolution.weights).count { $0 == 0 && $1 != 0 }
    }
  }
}
