/// What ops that take or give wide activations must fulfil.
extension Validation {
  /// Who gives or takes wide activations says so; apart from a rescaling, such an op takes what it gives.
  @inline(never)
  mutating func validateWideness(
    _ op: OpRecord, _ kind: OpKind, _ output: TensorRecord, at: Int
  ) {
    check(op.isWide || output.elementBytes == 1, .element, output.elementBytes, at: at)
    guard op.isWide else {
      check(!op.hasLongSums && !kind.isOfWideTensors, .flags, op.flags, at: at)
      return
    }
    // Channel parameters have one form.
    check(
      !op.hasLongSums || !op.hasShortChannels && !op.hasMediumChannels, .flags, op.flags, at: at)
    guard kind != .rescale else { return }
    check(output.elementBytes, equals: 2, .element, at: at)
    for edge in op.edges {
      check(model.source(ofEdge: edge).elementBytes, equals: 2, .element, at: at)
    }
  }

  /// A table of so many entries of two bytes lies in the file.
  @inline(never)
  mutating func checkTable(_ op: OpRecord, entries: Int, at: Int) {
    check(op.weightBytes, equals: entries &* 2, .table, at: at &+ Layout.Op.weightBytes)
    checkBlob(at: at &+ Layout.Op.weights, op.weightBytes)
  }
}

extension OpKind {
  /// Whether the op is one that int8 activations have no need of.
  var isOfWideTensors: Bool {
    switch self {
    case .rescale, .logistic, .hyperbolicTangent, .interpolatedSoftmax: true
    default: false
    }
  }
}
