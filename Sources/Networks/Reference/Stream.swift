public import Program

/// A whole tensor: rows of equal length, one after the other.
public struct Stream<Element: Sendable>: Sendable {
  public var row: RowShape
  public var values: [Element]

  public init(row: RowShape, values: [Element]) {
    self.row = row
    self.values = values
  }

  public var rows: Int { values.count / row.elements }

  func map<Result>(_ body: (Element) -> Result) -> Stream<Result> {
    Stream<Result>(row: row, values: values.map(body))
  }

  /// A stream of rows of the same shape, each made from one of these.
  func mapRows(_ body: (ArraySlice<Element>) -> [Element]) -> Stream {
    Stream(
      row: row,
      values: (0..<rows).flatMap { body(values[$0 * row.elements..<($0 + 1) * row.elements]) })
  }

  /// The same values seen as one channel across: frames as the rows of a picture.
  func seen(transposed: Bool) -> Stream {
    guard transposed else { return self }
    return Stream(row: row.transposed, values: values)
  }
}

extension Stream: Equatable where Element: Equatable {}

extension Geometry {
  /// Calls `body` for each position of the kernel over a stream: the output row and column, and
  /// for each tap that lies inside, its index in the kernel and the input position.
  func forEachWindow(
    rows: Int, width: Int, _ body: (_ output: Int, _ taps: [(tap: Int, position: Int)]) -> Void
  ) {
    let outputWidth = outputWidth(width)
    var taps: [(tap: Int, position: Int)] = []
    for outputRow in 0..<outputRows(rows) {
      for column in 0..<outputWidth {
        taps.removeAll(keepingCapacity: true)
        for kernelRow in 0..<kernelRows {
          let inputRow = outputRow * strideRows - padBefore + kernelRow
          guard inputRow >= 0, inputRow < rows else { continue }
          for tap in 0..<kernelAcross {
            let inputColumn = column * strideAcross - padLeft + tap
            guard inputColumn >= 0, inputColumn < width else { continue }
            taps.append((kernelRow * kernelAcross + tap, inputRow * width + inputColumn))
          }
        }
        body(outputRow * outputWidth + column, taps)
      }
    }
  }
}
