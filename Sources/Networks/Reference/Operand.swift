import Program

/// A tensor as one op of a program reads it.
struct Operand {
  var values: Stream<Int16>
  var zeroPoint: Int
  var factor: ScaleFactor
}

extension TensorGraph {
  /// Every tensor, inputs first.
  func tensors<Element>(
    _ inputs: [Stream<Element>], _ evaluate: (Op, [Stream<Element>]) -> Stream<Element>
  ) -> [Stream<Element>] {
    var tensors = inputs
    for op in ops {
      let sources = op.edges.map { tensors[$0.tensor].seen(transposed: $0.isTransposed) }
      tensors.append(evaluate(op, sources))
    }
    return tensors
  }
}

extension IntegerProgram {
  /// Every tensor, inputs first; audio is standardised in floating point.
  func tensors(
    _ values: ProgramValues, _ evaluate: (Op, [Operand]) -> Stream<Int16>
  ) -> [Stream<Int16>] {
    tensors(values.tensors(self)) { op, sources in
      let operands = zip(sources, op.edges).map { source, edge in
        Operand(
          values: source, zeroPoint: Int(quantisation(edge.tensor).zeroPoint), factor: edge.factor)
      }
      return evaluate(op, operands)
    }
  }
}
