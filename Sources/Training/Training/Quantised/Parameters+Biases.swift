public import Graph

extension Parameters {
  /// The parameters of a network in whose lowered form each op's biases are larger by so much.
  ///
  /// Where neither a convolution nor its batch norm has a bias, nothing changes.
  ///
  /// - Parameter additions: for each op, for each of its outputs, or none.
  public func addingToBiases(_ additions: [[Double]], of network: Network) throws -> Parameters {
    var changed = self
    for (op, additions) in zip(try ParameterOrigins(network, self).ops, additions) {
      for (output, addition) in additions.enumerated() {
        if let place = op.normBiases[output] {
          changed[place.tensor]?.values[place.index] += Float(addition)
        } else if let place = op.biases[output], op.slopes[output] != 0 {
          changed[place.tensor]?.values[place.index] += Float(addition / op.slopes[output])
        }
      }
    }
    return changed
  }
}
