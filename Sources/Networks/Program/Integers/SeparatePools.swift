extension IntegerProgram {
  /// Makes each fused max-pool an op of its own again, so that no tensor goes unseen.
  public func separatingPools() -> IntegerProgram {
    var program = self
    var index = 0
    while index < program.ops.count {
      guard case .convolution(var convolution) = program.ops[index].operation,
        convolution.pool != .none
      else {
        index += 1
        continue
      }
      let pool = convolution.pool
      convolution.pool = .none
      let op = program.ops[index]
      let input = program.rowShape(op.edges[0])
      let tensor = program.inputs.count + index
      program.ops[index].operation = .convolution(convolution)
      program.ops[index].row.width = convolution.geometry.outputWidth(input.width)
      for reader in program.ops.indices {
        for edge in program.ops[reader].edges.indices
        where program.ops[reader].edges[edge].tensor >= tensor {
          program.ops[reader].edges[edge].tensor += 1
        }
      }
      program.ops.insert(
        ProgramOp(
          name: "\(op.name)_pool", operation: .maxPool(Geometry(tiling: pool)),
          edges: [ProgramEdge(tensor: tensor)], row: op.row),
        at: index + 1)
      program.quantisations.insert(program.quantisations[tensor], at: tensor + 1)
      index += 2
    }
    return program
  }
}

extension Geometry {
  /// Windows of a pool side by side.
  public init(tiling pool: PoolSize) {
    self.init(
      kernelRows: pool.rows, kernelAcross: pool.across, strideRows: pool.rows,
      strideAcross: pool.across, padBefore: 0, padAfter: 0, padLeft: 0, padRight: 0)
  }
}
