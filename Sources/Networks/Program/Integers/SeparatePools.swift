extension IntegerProgram {
  /// Makes each fused max-pool an op of its own again, so that no tensor goes unseen.
  public func separatingPools() -> IntegerProgram {
    var program = self
    for index in ops.indices.reversed() {
      let op = ops[index]
      guard case .convolution(var convolution) = op.operation, convolution.pool != .none
      else { continue }
      let pool = convolution.pool
      convolution.pool = .none
      let tensor = inputs.count + index
      program.ops[index].operation = .convolution(convolution)
      program.ops[index].row.width =
        convolution.geometry.outputWidth(inputShape(ofOp: index).width)
      program.insert(
        IntegerProgram.Op(
          name: "\(op.name)_pool", operation: .maxPool(Geometry(tiling: pool)),
          edges: [IntegerProgram.Edge(tensor: tensor)], row: op.row,
          quantisation: op.form.quantisation), at: index + 1)
      program.redirect(readersOf: tensor, to: tensor + 1, except: [index + 1])
    }
    return program
  }
}
