extension IntegerProgram {
  /// Lets a convolution do the max-pool behind it, where that is all that reads its int8 output and
  /// the pool's windows neither overlap nor touch padding: the tensor between them is never stored.
  public func fusingPools() -> IntegerProgram {
    var program = self
    var index = 0
    while index < program.ops.count {
      let source = program.ops[index].edges[0].tensor - program.inputs.count
      guard case .maxPool(let geometry) = program.ops[index].operation, geometry.isTiling,
        program.ops[index].isUnclamped, !program.ops[index].isInt16, source >= 0,
        case .convolution(var convolution) = program.ops[source].operation,
        convolution.pool == .none,
        program.onlyConsumer(of: program.inputs.count + source) == index
      else {
        index += 1
        continue
      }
      convolution.pool = PoolSize(rows: geometry.kernelRows, across: geometry.kernelAcross)
      program.ops[source].operation = .convolution(convolution)
      program.ops[source].row = program.ops[index].row
      program.ops[source].form.quantisation = program.ops[index].form.quantisation
      program.remove(index, replacedBy: program.inputs.count + source)
    }
    return program
  }
}

extension Geometry {
  /// Whether windows lie side by side, without overlap, gap or padding, and
  /// fit the file's field.
  fileprivate var isTiling: Bool {
    kernelRows == strideRows && kernelAcross == strideAcross && isUnpadded
      && max(kernelRows, kernelAcross) <= PoolSize.longest
  }
}
