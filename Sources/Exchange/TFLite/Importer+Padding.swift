import Program

/// Values around a map, which the ops behind add where they can.
struct Padding: Equatable {
  var top = 0
  var bottom = 0
  var left = 0
  var right = 0
  /// Whether the values are the lowest ones, which a max-pool does not see; else they stand for zero,
  /// which a convolution does not.
  var isLowest = false

  static let none = Padding()
}

extension Importer {
  mutating func addPadding(_ op: TFLiteOp) throws {
    let paddings = try integers(op, 1)
    let rank = try tensor(op, input: 0).shape.count
    guard rank == 4, paddings.count == 8, paddings.allSatisfy({ (0...16_384).contains($0) }),
      paddings[0] == 0, paddings[1] == 0, paddings[6] == 0, paddings[7] == 0
    else { throw Reason("pads by \(paddings); rows and columns of pictures can be padded") }
    let (shape, given) = (try tensor(op, input: 0).shape, try outputTensor(op).tensor.shape)
    let padded = shape.indices.map { shape[$0] + paddings[2 * $0] + paddings[2 * $0 + 1] }
    guard given == padded else {
      throw Reason("gives the shape \(given), and its padding \(padded)")
    }
    guard try inputQuantisation(op, 0) == outputQuantisation(op) else {
      throw Reason("has another scale behind the padding")
    }
    var padding = Padding(
      top: paddings[2], bottom: paddings[3], left: paddings[4], right: paddings[5])
    let readers = readers[try outputTensor(op).number]
    if try padsWithZero(op) {
      guard readers.allSatisfy({ $0 == .convolution || $0 == .depthwise }) else {
        try appendPadding(op, padding)
        return
      }
    } else {
      guard try bytes(op, 2) == [.min], readers.allSatisfy({ $0 == .maxPool }) else {
        throw Reason("pads with another value than zero, or the lowest in front of a max-pool")
      }
      padding.isLowest = true
    }
    var value = try value(op, 0)
    _ = try fitted(value, to: try inputLayout(op, 0))
    value.padding = padding
    try alias(op, value)
  }

  private mutating func padsWithZero(_ op: TFLiteOp) throws -> Bool {
    guard isGiven(op, 2) else { return true }
    return try bytes(op, 2).map(Int32.init) == [try inputQuantisation(op, 2).zeroPoint]
  }

  /// Zeros as rows and columns of their own: a depthwise convolution that yields what it reads, with
  /// one weight of 1 among zeros, in windows long enough to begin and end in the padding.
  private mutating func appendPadding(_ op: TFLiteOp, _ padding: Padding) throws {
    let shape = try tensor(op, input: 0).shape
    var rows = Window.padding(before: padding.top, after: padding.bottom, length: shape[1])
    var columns = Window.padding(before: padding.left, after: padding.right, length: shape[2])
    var center = (row: padding.bottom, column: padding.right)
    if isOnItsSide {
      swap(&rows, &columns)
      center = (center.column, center.row)
    }
    let layout = try outputLayout(op)
    let channels = layout.row.channels
    try ceilings.takeConstants(channels * rows.extent * columns.extent)
    var tap = [Int8](repeating: 0, count: rows.extent * columns.extent)
    tap[center.row * columns.extent + center.column] = 1
    var convolution = IntegerConvolution(
      geometry: Window.geometry(rows, columns), groups: channels,
      weights: (0..<channels).flatMap { _ in tap }, biases: [Int](repeating: 0, count: channels),
      factors: [ScaleFactor](repeating: .one, count: channels),
      channelForm: try isInt16(op) ? .long : .whole)
    convolution.chooseChannelForm(zeroPoint: try inputQuantisation(op, 0).zeroPoint)
    try append(op, .convolution(convolution), [try edge(op, 0)], layout)
  }
}
