extension StreamGraph {
  /// Removes op `index`; whoever read its output reads what the op read.
  mutating func bypass(_ index: Int) {
    let tensor = inputs.count + index
    let source = ops[index].edges[0]
    ops.remove(at: index)
    for op in ops.indices {
      for edge in ops[op].edges.indices {
        let read = ops[op].edges[edge]
        if read.tensor == tensor {
          ops[op].edges[edge].tensor = source.tensor
          if source.isTransposed { ops[op].edges[edge].isTransposed.toggle() }
        } else if read.tensor > tensor {
          ops[op].edges[edge].tensor -= 1
        }
      }
    }
  }

  /// A name like `base` that no tensor has, nor any of `others`.
  func freshName(_ base: String, besides others: some Collection<String>) -> String {
    var name = base
    while others.contains(name)
      || (0..<inputs.count + ops.count).contains(where: { tensorName($0) == name })
    {
      name += "_"
    }
    return name
  }

  /// The op that alone reads tensor `index`, untransposed.
  func onlyConsumer(of index: Int) -> Int? {
    let readers = consumers(of: index)
    guard readers.count == 1, ops[readers[0]].edges == [StreamEdge(index)] else { return nil }
    return readers[0]
  }
}
