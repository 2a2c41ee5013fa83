import Basics
import Program

/// Convolutions, fully connected layers, and pools.
extension Importer {
  mutating func addConvolution(_ op: TFLiteOp) throws {
    guard let options = op.options else { throw Reason("has no options") }
    let isDepthwise = op.kind == .depthwise
    let input = try tensor(op, input: 0).shape
    let kernel = try tensor(op, input: 1).shape
    guard input.count == 4, kernel.count == 4, input[0] == 1,
      (input + kernel).allSatisfy({ $0 > 0 })
    else { throw Reason("takes the shape \(input) with weights \(kernel)") }
    let outputs = isDepthwise ? kernel[3] : kernel[0]
    let inputs = isDepthwise ? 1 : kernel[3]
    guard inputs > 0, input[3] % inputs == 0, case let groups = input[3] / inputs,
      outputs % groups == 0, !isDepthwise || kernel[0] == 1
    else { throw Reason("has weights \(kernel) for \(input[3]) channels") }
    // A depthwise convolution has the multiplier of channels between strides and activation.
    let later = isDepthwise ? 1 : 0
    let value = try value(op, 0)
    var (rows, columns) = try Window.pair(
      over: input, value.padding, options, kernel: (kernel[1], kernel[2]),
      dilation: (
        try options.integer(5 + later, default: 1), try options.integer(4 + later, default: 1)
      ))
    try checkOutput(op, rows, columns, channels: outputs)
    let stored = try bytes(op, 1)
    let count = outputs * rows.extent * columns.extent * inputs
    try ceilings.takeConstants(count)
    var weights = [Int8](repeating: 0, count: count)
    for output in 0..<outputs {
      for row in 0..<kernel[1] {
        for column in 0..<kernel[2] {
          for channel in 0..<inputs {
            let from =
              isDepthwise
              ? (row * kernel[2] + column) * outputs + output
              : ((output * kernel[1] + row) * kernel[2] + column) * inputs + channel
            let place = (row * rows.dilation) * columns.extent + column * columns.dilation
            weights[(output * rows.extent * columns.extent + place) * inputs + channel] =
              stored[from]
          }
        }
      }
    }
    if isOnItsSide {
      weights = rows.crop(weights, outputs: outputs, rowSize: columns.extent * inputs)
      swap(&rows, &columns)
    }
    try appendConvolution(
      op, Window.geometry(rows, columns), groups: groups, weights,
      try source(op, value.padding), try outputLayout(op),
      activation: try options.integer8(3 + later))
  }

  /// The layout of the map that a window reads, before padding.
  private func source(_ op: TFLiteOp, _ padding: Padding) throws -> Layout {
    var shape = try tensor(op, input: 0).shape
    shape[1] -= padding.top + padding.bottom
    shape[2] -= padding.left + padding.right
    guard let source = layout(shape) else { throw Reason("reads the shape \(shape)") }
    return source
  }

  private func checkOutput(
    _ op: TFLiteOp, _ rows: Window, _ columns: Window, channels: Int
  ) throws {
    let shape = try outputTensor(op).tensor.shape
    let expected = [1, rows.outputs, columns.outputs, channels]
    guard shape == expected else {
      throw Reason("gives the shape \(shape), and its window \(expected)")
    }
  }

  mutating func addFullyConnected(_ op: TFLiteOp) throws {
    let kernel = try tensor(op, input: 1).shape
    guard kernel.count == 2, kernel.allSatisfy({ $0 > 0 }) else {
      throw Reason("has weights \(kernel)")
    }
    guard try op.options?.integer8(1) ?? 0 == 0 else { throw Reason("has shuffled weights") }
    let value = try value(op, 0)
    let (outputs, inputs) = (kernel[0], kernel[1])
    let weights = try bytes(op, 1)
    let activation = try op.options?.integer8(0) ?? 0
    var source = value.layout
    var layout = Layout(channels: outputs)
    var geometry = Geometry.point
    if inputs == source.elements {
      geometry = Geometry(kernelRows: source.rows, kernelAcross: source.row.width)
    } else {
      source = try inputLayout(op, 0)
      guard inputs == source.row.channels else {
        throw Reason("has weights \(kernel) for \(source.elements) values")
      }
      layout = Layout(rows: source.rows, width: source.row.width, channels: outputs)
    }
    let shape = try outputTensor(op).tensor.shape
    guard layout.elements == shape.reduce(1, *), shape.last == outputs else {
      throw Reason("gives the shape \(shape), and its weights \(layout.elements) values")
    }
    try appendConvolution(
      op, geometry, groups: 1, weights, source, layout, activation: activation)
  }

  private mutating func appendConvolution(
    _ op: TFLiteOp, _ geometry: Geometry, groups: Int, _ weights: [Int8], _ source: Layout,
    _ layout: Layout, activation: Int
  ) throws {
    let outputs = layout.row.channels
    let hasLongSums = try hasLongSums(op)
    let biases = try biases(op, outputs, areLong: hasLongSums)
    let factors = try factors(op, outputs)
    var convolution = IntegerConvolution(
      geometry: geometry, groups: groups, weights: weights, biases: biases,
      factors: hasLongSums ? factors.map(\.reduced) : factors,
      channelForm: hasLongSums ? .long : .whole)
    try check(convolution, op)
    convolution.chooseChannelForm(zeroPoint: try inputQuantisation(op, 0).zeroPoint)
    var value = try value(op, 0)
    value.padding = .none
    let edge = try fitted(value, to: source)
    try append(op, .convolution(convolution), [edge], layout, within: try range(activation, op))
  }

  private func factors(_ op: TFLiteOp, _ outputs: Int) throws -> [ScaleFactor] {
    let tensor = try tensor(op, input: 1)
    guard tensor.scales.count == 1 || tensor.scales.count == outputs else {
      throw Reason("has \(tensor.scales.count) scales for \(outputs) channels")
    }
    guard tensor.zeroPoints.count <= tensor.scales.count,
      tensor.zeroPoints.numbers(Int64.self).allSatisfy({ $0 == 0 })
    else { throw Reason("has weights with a zero point") }
    let scales = tensor.scales.numbers(UInt32.self).map(Float.init(bitPattern:))
    guard scales.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw Reason("has a scale that is negative or not finite")
    }
    let factors = try scales.map { try factor(ratio(op, slope: Double($0))) }
    return factors.count == outputs
      ? factors : [ScaleFactor](repeating: factors[0], count: outputs)
  }

  /// Whether sums take 64 bits: of int16, but where there are biases of 32.
  private func hasLongSums(_ op: TFLiteOp) throws -> Bool {
    guard try isInt16(op) else { return false }
    // A depthwise convolution has none of those.
    return try op.kind == .depthwise || !isGiven(op, 2) || tensor(op, input: 2).type == .int64
  }

  private mutating func biases(_ op: TFLiteOp, _ outputs: Int, areLong: Bool) throws -> [Int] {
    guard isGiven(op, 2) else { return [Int](repeating: 0, count: outputs) }
    let biases = try integers(op, 2, isLong: areLong)
    guard biases.count == outputs else {
      throw Reason("has \(biases.count) biases for \(outputs) channels")
    }
    return biases
  }

  /// No accumulator may leave its bits, nor what a factor above 1 makes of it first.
  ///
  /// - Parameter place: of the input.
  func check(_ convolution: IntegerConvolution, _ op: TFLiteOp, place: Int = 0) throws {
    let zeroPoint = Int(try inputQuantisation(op, place).zeroPoint)
    let farthest = try isInt16(op) ? 32_768 : max(128 + zeroPoint, 127 - zeroPoint)
    let count = convolution.weightsPerOutput
    for channel in convolution.biases.indices {
      let magnitude = convolution.weights[channel * count..<(channel + 1) * count].reduce(0) {
        $0 + abs(Int($1))
      }
      // The bias that a file holds has the zero point in it.
      let reach = magnitude * (farthest + abs(zeroPoint))
      let (bound, overflows) = reach.addingReportingOverflow(
        Int(clamping: convolution.biases[channel].magnitude))
      let factor = convolution.factors[channel]
      let fits =
        convolution.hasLongSums
        ? bound < 1 << 47 && factor.shift < 8 && Double(bound) * factor.value < 0x1p31 - 1
        : bound <= Int(Int32.max) >> max(0, factor.shift)
      guard !overflows, fits else {
        throw TFLiteError.accumulatorOverflow(
          layer: layerName(op), channel: channel, bits: convolution.hasLongSums ? 48 : 32)
      }
    }
  }

  mutating func addPool(_ op: TFLiteOp) throws {
    guard let options = op.options else { throw Reason("has no options") }
    let input = try inputQuantisation(op, 0)
    let output = try outputQuantisation(op)
    guard input.zeroPoint == output.zeroPoint, abs(input.scale - output.scale) <= 1e-6 else {
      throw Reason("has another scale behind the pool")
    }
    let shape = try tensor(op, input: 0).shape
    guard shape.count == 4, shape[0] == 1 else { throw Reason("takes the shape \(shape)") }
    var value = try value(op, 0)
    let padding = value.padding
    guard padding == .none || padding.isLowest, !padding.isLowest || op.kind == .maxPool else {
      throw Reason("reads padding that it cannot add")
    }
    var (rows, columns) = try Window.pair(
      over: shape, padding, options, kernel: (try options.integer(4), try options.integer(3)),
      dilation: (1, 1))
    try checkOutput(op, rows, columns, channels: shape[3])
    if isOnItsSide {
      rows = Window.point
      swap(&rows, &columns)
    }
    value.padding = .none
    let geometry = Window.geometry(rows, columns)
    let (source, layout) = (try source(op, padding), try outputLayout(op))
    let range = try range(try options.integer8(5), op)
    try checkInt16Sum(op, positions: geometry.kernelRows * geometry.kernelAcross)
    let takesAll =
      geometry.kernelRows == source.rows && geometry.kernelAcross == source.row.width
      && geometry.isUnpadded
    let operation: IntegerOperation =
      op.kind == .maxPool
      ? .maxPool(geometry) : takesAll ? .valueAverage : .averagePool(geometry)
    try append(op, operation, [try fitted(value, to: source)], layout, within: range)
  }

  mutating func addMean(_ op: TFLiteOp) throws {
    let ratio = try ratio(op)
    let shape = try tensor(op, input: 0).shape
    let axes = Set(try integers(op, 1).map { $0 < 0 ? $0 + shape.count : $0 })
    let source = try inputLayout(op, 0)
    let wanted = Set(1..<max(1, shape.count - 1))
    // Axes of length 1 may be left out, or named.
    let differing = axes.symmetricDifference(wanted)
    guard differing.allSatisfy({ shape.indices.contains($0) && shape[$0] == 1 }) else {
      throw Reason("averages axes \(axes.sorted()) of \(shape); rows and columns can be averaged")
    }
    let whole = try factor(ratio)
    let positions = source.rows * source.row.width
    try checkInt16Sum(op, positions: positions)
    guard positions <= Importer.longestSum else {
      throw Reason(
        "averages \(positions.grouped) values; \(Importer.longestSum.grouped) can be")
    }
    let layout = Layout(channels: source.row.channels)
    guard try outputLayout(op) == layout else {
      throw Reason("gives the shape \(try outputTensor(op).tensor.shape), and its mean a vector")
    }
    try append(
      op, .scaledSum(whole.dividedAsTFLite(by: positions)), [try edge(op, 0)], layout)
  }
}
