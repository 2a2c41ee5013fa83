import Program

/// Rows of a stream.
struct Layout: Equatable {
  var rows: Int
  var row: RowShape

  var elements: Int { rows * row.elements }

  init(rows: Int = 1, width: Int = 1, channels: Int) {
    self.rows = rows
    row = RowShape(width: width, channels: channels)
  }
}

/// How values become rows.
extension Importer {
  /// - Returns: the tensor of a value's rows as one.
  mutating func flatten(_ value: Value) throws -> Int {
    try appendOp(
      IntegerProgram.Op(
        name: "reshape\(index)",
        operation: .flatten(rows: value.layout.rows, order: value.order),
        edges: [IntegerProgram.Edge(tensor: value.tensor, isTransposed: value.isTransposed)],
        row: RowShape(width: 1, channels: value.layout.elements),
        quantisation: graph.quantisation(value.tensor), isInt16: graph.isInt16(value.tensor)),
      rows: 1)
  }

  /// How an op reads a value that should have another layout.
  mutating func fitted(_ value: Value, to layout: Layout) throws -> IntegerProgram.Edge {
    guard value.padding == .none else { throw Reason("reads padding that it cannot add") }
    guard value.order == .rowsColumnsChannels else {
      throw Reason("reads moved axes, which can only be flattened")
    }
    let (rows, row) = (value.layout.rows, value.layout.row)
    if value.layout == layout { return IntegerProgram.Edge(tensor: value.tensor) }
    if rows == layout.rows, row.width == layout.row.channels, row.channels == layout.row.width,
      row.width == 1 || row.channels == 1
    {
      return IntegerProgram.Edge(tensor: value.tensor, isTransposed: true)
    }
    if value.layout.elements == layout.elements, value.tensor < graph.inputs.count,
      graph.consumers(of: value.tensor).isEmpty,
      values.values.allSatisfy({ $0.isPlain(value.tensor) })
    {
      // Nothing has read the input in its own shape.
      self.rows[value.tensor] = layout.rows
      graph.inputs[value.tensor].row = layout.row
      graph.inputs[value.tensor].fixedRows = layout.rows
      graph.inputs[value.tensor].form.minimumRows = layout.rows
      for (number, other) in values where other.tensor == value.tensor {
        values[number]?.layout = layout
      }
      return IntegerProgram.Edge(tensor: value.tensor)
    }
    guard layout == Layout(channels: value.layout.elements) else {
      throw Reason(
        "reads \(rows) rows of \(row.width) × \(row.channels) as \(layout.rows) rows of "
          + "\(layout.row.width) × \(layout.row.channels)")
    }
    return IntegerProgram.Edge(tensor: try flatten(value))
  }

  /// How the values of a shape become rows; nil where its first dimension is not 1.
  func layout(_ shape: [Int]) -> Layout? {
    guard shape.allSatisfy({ $0 > 0 }) else { return nil }
    switch shape.count {
    case 0, 1: return Layout(channels: shape.first ?? 1)
    case 2 where shape[0] == 1: return Layout(channels: shape[1])
    case 3 where shape[0] == 1: return Layout(rows: shape[1], channels: shape[2])
    case 4 where shape[0] == 1:
      return isOnItsSide
        ? Layout(rows: shape[2], channels: shape[3])
        : Layout(rows: shape[1], width: shape[2], channels: shape[3])
    default: return nil
    }
  }

  /// The layout of an op's output.
  func outputLayout(_ op: TFLiteOp) throws -> Layout {
    let shape = try outputTensor(op).tensor.shape
    guard let layout = layout(shape) else { throw Reason("gives the shape \(shape)") }
    return layout
  }

  func inputLayout(_ op: TFLiteOp, _ place: Int) throws -> Layout {
    let shape = try tensor(op, input: place).shape
    guard let layout = layout(shape) else { throw Reason("reads the shape \(shape)") }
    return layout
  }

  /// An input as the op's own shape of it says.
  mutating func edge(_ op: TFLiteOp, _ place: Int) throws -> IntegerProgram.Edge {
    try fitted(try value(op, place), to: try inputLayout(op, place))
  }
}
