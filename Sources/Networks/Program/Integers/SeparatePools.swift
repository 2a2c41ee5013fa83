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
      program.insert(
        IntegerProgram.Op(
          name: "\(op.name)_pool", operation: .maxPool(Geometry(tiling: pool)),
          edges: [IntegerProgram.Edge(tensor: tensor)], row: op.row,
          quantisation: op.form.quantisation), at: index + 1)
      program.redirect(readersOf: tensor, to: tensor + 1, except: [index + 1])
      index += 2
    }
    return program
  }
}
