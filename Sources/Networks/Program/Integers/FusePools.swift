extension IntegerProgram {
  /// Lets a convolution do the max-pool behind it, where that is all that reads its int8 output and
  /// the pool's windows neither overlap nor touch padding: the tensor between them is never stored.
  public func fusingPools() -> IntegerProgram {
    var program = self
    var index = 0
    while index < program.ops.count {
      let source = program.ops[index].edges[0].tensor - program.inputs.count
      guard case .maxPool(let geometry) = program.ops[index].operation, geometry.isTiling,
        program.ops[index].isUnclamped, !program.ops[index].isWide, source >= 0,
        case .convolution(var convolution) = program.ops[source].operation,
        convolution.pool == .none, !program.ops[index].edges[0].isTransposed,
        program.consumers(of: program.inputs.count + source) == [index]
      else {
        index += 1
        continue
      }
      convolution.pool = PoolSize(rows: geometry.kernelRows, across: geometry.kernelAcross)
      program.ops[source].operation = .convolution(convolution)
      program.ops[source].row = program.ops[index].row
      program.quantisations[program.inputs.count + source] =
        program.quantisations[program.inputs.count + index]
      program.remove(index, replacedBy: program.inputs.count + source)
    }
    return program
  }

  /// Removes an op; whoever read its output reads tensor `replacement`.
  private mutating func remove(_ index: Int, replacedBy replacement: Int) {
    let tensor = inputs.count + index
    ops.remove(at: index)
    quantisations.remove(at: tensor)
    for op in ops.indices {
      for edge in ops[op].edges.indices {
        if ops[op].edges[edge].tensor == tensor {
          ops[op].edges[edge].tensor = replacement
        } else if ops[op].edges[edge].tensor > tensor {
          ops[op].edges[edge].tensor -= 1
        }
      }
    }
  }
}

extension Geometry {
  /// Whether windows lie side by side, without overlap, gap or padding.
  fileprivate var isTiling: Bool {
    kernelRows == strideRows && kernelAcross == strideAcross && padBefore == 0 && padAfter == 0
      && padLeft == 0 && padRight == 0
  }
}
