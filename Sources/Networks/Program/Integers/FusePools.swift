extension IntegerProgram {
  /// Lets a convolution do the max-pool behind it, where that is all that reads its int8 output and
  /// the pool's windows neither overlap nor touch padding: the tensor between them is never stored.
  public func fusingPools() -> IntegerProgram {
    var program = self
    var index = 0
    while index < program.ops.count {
      let op = program.ops[index]
      let source = op.edges[0].tensor - inputs.count
      guard case .maxPool(let geometry) = op.operation, let pool = PoolSize(tiling: geometry),
        op.isUnclamped, !op.isInt16, source >= 0,
        case .convolution(var convolution) = program.ops[source].operation,
        convolution.pool == .none, program.onlyConsumer(of: inputs.count + source) == index
      else {
        index += 1
        continue
      }
      convolution.pool = pool
      program.ops[source].operation = .convolution(convolution)
      program.ops[source].row = op.row
      program.ops[source].form.quantisation = op.form.quantisation
      program.bypass(index)
    }
    return program
  }
}

extension PoolSize {
  /// nil unless the windows lie side by side, without overlap, gap or padding, and fit the file's
  /// field.
  fileprivate init?(tiling geometry: Geometry) {
    self.init(rows: geometry.kernelRows, across: geometry.kernelAcross)
    guard geometry == Geometry(tiling: self), max(rows, across) <= Self.longest else { return nil }
  }
}
