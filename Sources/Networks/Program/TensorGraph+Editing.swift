/// Ops that come and go; the tensors behind them are renumbered.
extension TensorGraph {
  /// Removes op `index`; its readers read what the op read first.
  mutating func bypass(_ index: Int) {
    let source = ops[index].edges[0]
    remove(index) { edge in
      edge.tensor = source.tensor
      if source.isTransposed { edge.isTransposed.toggle() }
    }
  }

  private mutating func remove(_ index: Int, _ redirect: (inout Edge) -> Void) {
    let tensor = inputs.count + index
    ops.remove(at: index)
    forEachEdge { edge in
      if edge.tensor == tensor {
        redirect(&edge)
      } else if edge.tensor > tensor {
        edge.tensor -= 1
      }
    }
  }

  /// Keeps the ops that `isKept` says so of; none of them reads another one.
  package mutating func keepOps(_ isKept: (Int) -> Bool) {
    var numbers = Array(inputs.indices)
    var kept: [Op] = []
    for index in ops.indices {
      numbers.append(inputs.count + kept.count)
      if isKept(index) { kept.append(ops[index]) }
    }
    ops = kept
    forEachEdge { $0.tensor = numbers[$0.tensor] }
  }

  /// Puts an op in front of op `index`; nobody reads it yet.
  mutating func insert(_ op: Op, at index: Int) {
    let tensor = inputs.count + index
    forEachEdge { if $0.tensor >= tensor { $0.tensor += 1 } }
    ops.insert(op, at: index)
  }

  /// Lets every reader of a tensor that is not among `exceptions` read another one.
  mutating func redirect(readersOf tensor: Int, to other: Int, except exceptions: [Int] = []) {
    for op in ops.indices where !exceptions.contains(op) {
      for edge in ops[op].edges.indices where ops[op].edges[edge].tensor == tensor {
        ops[op].edges[edge].tensor = other
      }
    }
  }

  private mutating func forEachEdge(_ body: (inout Edge) -> Void) {
    for op in ops.indices {
      for edge in ops[op].edges.indices { body(&ops[op].edges[edge]) }
    }
  }
}
