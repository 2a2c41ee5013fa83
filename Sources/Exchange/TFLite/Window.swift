import Program

/// A window that slides along one axis.
struct Window {
  /// From its first tap to its last.
  var extent: Int
  var stride: Int
  var dilation: Int
  var before: Int
  var after: Int
  /// How often the window fits.
  var outputs: Int

  static let point = Window(extent: 1, stride: 1, dilation: 1, before: 0, after: 0, outputs: 1)

  /// One in which every value of the axis has a place, and everything between padding's: with all
  /// weights but number `after` 0, it yields the axis with so many zeros around it.
  static func padding(before: Int, after: Int, length: Int) -> Window {
    Window(
      extent: before + after + 1, stride: 1, dilation: 1, before: before + after,
      after: before + after, outputs: before + length + after)
  }
}

extension Window {
  /// The windows over the rows and the columns of a map that has been padded.
  static func pair(
    over shape: [Int], _ padding: Padding, _ options: FlatTable,
    kernel: (rows: Int, columns: Int), dilation: (rows: Int, columns: Int)
  ) throws -> (rows: Window, columns: Window) {
    let isSame = try options.integer8(0) == 0
    let rows = try Window(
      kernel: kernel.rows, stride: try options.integer(2), dilation: dilation.rows, isSame: isSame,
      length: shape[1] - padding.top - padding.bottom, padding: (padding.top, padding.bottom))
    let columns = try Window(
      kernel: kernel.columns, stride: try options.integer(1), dilation: dilation.columns,
      isSame: isSame, length: shape[2] - padding.left - padding.right,
      padding: (padding.left, padding.right))
    return (rows, columns)
  }

  /// - Parameters:
  ///   - length: of the axis without what PAD adds.
  ///   - padding: what PAD adds.
  init(
    kernel: Int, stride: Int, dilation: Int, isSame: Bool, length: Int,
    padding: (before: Int, after: Int)
  ) throws {
    guard (1...16_384).contains(kernel), (1...16_384).contains(stride),
      (1...16_384).contains(dilation), length > 0
    else {
      throw Importer.Reason("has a window of \(kernel), stride \(stride), dilation \(dilation)")
    }
    let extent = (kernel - 1) * dilation + 1
    let padded = length + padding.before + padding.after
    guard extent <= 16_384, isSame || extent <= padded else {
      throw Importer.Reason("has a window \(extent) long over \(padded) values")
    }
    let outputs = isSame ? (padded + stride - 1) / stride : (padded - extent) / stride + 1
    let same = isSame ? max((outputs - 1) * stride + extent - padded, 0) : 0
    self.init(
      extent: extent, stride: stride, dilation: dilation, before: padding.before + same / 2,
      after: padding.after + same - same / 2, outputs: outputs)
    // Padding that no window reaches is none.
    let reach = (outputs - 1) * stride + extent - before - length
    after = max(0, min(after, reach))
    guard max(before, after) < extent else {
      throw Importer.Reason(
        "has padding of \(before) and \(after) around a window of \(extent)")
    }
  }

  /// The weights of the one row that meets the one row there is.
  mutating func crop(_ weights: [Int8], outputs: Int, rowSize: Int) -> [Int8] {
    defer { self = .point }
    guard extent > 1 else { return weights }
    return (0..<outputs).flatMap { output in
      let first = (output * extent + before) * rowSize
      return weights[first..<first + rowSize]
    }
  }

  static func geometry(_ rows: Window, _ columns: Window) -> Geometry {
    Geometry(
      kernelRows: rows.extent, kernelAcross: columns.extent, strideRows: rows.stride,
      strideAcross: columns.stride, padBefore: rows.before, padAfter: rows.after,
      padLeft: columns.before, padRight: columns.after)
  }
}
