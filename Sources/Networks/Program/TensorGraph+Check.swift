import ModelFormat

/// Whether each op can make its rows of those that it reads, within the limits of a file.
///
/// These are the checks that every reader of a file makes, on the graph that the file is to hold.
extension TensorGraph {
  public func checkShapes() throws(ProgramError) {
    let check = LayerCheck(layer: name)
    try check.check(inputs.count, in: 1...Layout.longestTable, "number of inputs")
    try check.check(ops.count, in: 1...Layout.longestTable, "number of layers")
    let edges = ops.reduce(0) { $0 + $1.edges.count }
    try check.check(edges, in: 1...Layout.longestTable, "number of connections")
    for input in inputs { try LayerCheck(layer: input.name).check(input.row) }
    for index in ops.indices { try checkShape(ofOp: index) }
    try LayerCheck(layer: ops[ops.count - 1].name)
      .check(ops[ops.count - 1].row.width, equals: 1, "width of the scores")
  }

  /// The same of one op, whose sources have been checked.
  func checkShape(ofOp index: Int) throws(ProgramError) {
    let (op, check) = (ops[index], LayerCheck(layer: ops[index].name))
    try check.check(op.row)
    try check.check(op.edges.count, in: op.operation.operands, "number of inputs")
    for edge in op.edges {
      try check.check(edge.tensor, in: 0...inputs.count + index - 1, "number of a tensor")
      guard edge.isTransposed else { continue }
      let row = rowShape(edge)
      try check.check(min(row.width, row.channels), equals: 1, "shorter axis to be exchanged")
    }
    let sources = op.edges.map(rowShape)
    if let geometry = op.operation.geometry { try check.check(geometry, width: sources[0].width) }
    for source in sources {
      try check.check(
        op.row.width, equals: op.operation.outputWidth(source.width), "width of a row")
    }
    switch op.operation.channelFlow {
    case .mixes(let groups):
      try check.check(groups, in: 1...Layout.longestDimension, "number of groups")
      for channels in [sources[0].channels, op.row.channels] where channels % groups != 0 {
        throw check.failure(.groups(groups, channels: channels))
      }
    case .carries, .opaque:
      for source in sources {
        try check.check(op.row.channels, equals: source.channels, "number of channels")
      }
    case .joins:
      let channels = sources.reduce(0) { $0 + $1.channels }
      try check.check(op.row.channels, equals: channels, "number of channels")
    case .permutes(let rows, _):
      try check.check(rows, in: 1...Layout.longestDimension, "number of rows to be joined")
      try check.check(
        op.row.channels, equals: rows * sources[0].elements, "number of channels")
    }
  }

  /// Checks that every op gives a row, of inputs of these lengths.
  public func checkRows(_ inputRows: [Int]) throws(ProgramError) {
    for (index, rows) in rows(of: inputRows).enumerated() where rows < 1 {
      throw LayerCheck(layer: tensorName(index)).failure(.noRow(inputRows: inputRows))
    }
  }
}

extension LayerCheck {
  fileprivate func check(_ row: RowShape) throws(ProgramError) {
    try check(row.width, in: 1...Layout.longestDimension, "width of a row")
    try check(row.channels, in: 1...Layout.longestDimension, "number of channels")
    try check(row.elements, in: 1...Layout.longestRowBytes / 2, "number of values of a row")
  }

  /// No window may lie in the padding alone.
  fileprivate func check(_ geometry: Geometry, width: Int) throws(ProgramError) {
    let dimensions = 1...Layout.longestDimension
    try check(geometry.kernelRows, in: dimensions, "kernel's length")
    try check(geometry.kernelAcross, in: dimensions, "kernel's width")
    try check(geometry.strideRows, in: dimensions, "stride along rows")
    try check(geometry.strideAcross, in: dimensions, "stride across")
    for padding in [geometry.padBefore, geometry.padAfter] {
      try check(padding, in: 0...geometry.kernelRows - 1, "padding in front of or behind the rows")
    }
    for padding in [geometry.padLeft, geometry.padRight] {
      try check(padding, in: 0...geometry.kernelAcross - 1, "padding beside the rows")
    }
    let padded = width + geometry.padLeft + geometry.padRight
    try check(geometry.kernelAcross, in: 1...padded, "kernel's width")
  }
}
