/// Small models that together have every op that is imported.
extension TFLiteSketch {
  package static let all: [(name: String, file: [UInt8])] = [
    ("picture", picture()), ("joins", joins()), ("padding", padding()), ("constants", constants()),
    ("line", line()), ("int16", int16()),
  ]

  private static let probability = (scale: Float(1) / 256, zeroPoint: Int64(-128))

  /// Convolutions, pools, a mean, a fully connected layer and a softmax.
  private static func picture() -> [UInt8] {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 8, 6, 2], zeroPoint: 3)
    let weights = sketch.weights([4, 3, 3, 2])
    let biases = sketch.constant([Int32](arrayLiteral: 5, -7, 100, 0), nil, .int32, scales: [0.25])
    let convolved = sketch.op(
      convolution, [input, weights, biases], sketch.tensor([1, 8, 6, 4], scale: 8),
      convolutionOptions(padding: 0))
    let pooled = sketch.op(
      maxPool, [convolved], sketch.tensor([1, 4, 3, 4], scale: 8),
      poolOptions(stride: (2, 2), kernel: (2, 2)))
    let kernel = sketch.weights([1, 3, 2, 4])
    let deep = sketch.op(
      depthwise, [pooled, kernel], sketch.tensor([1, 2, 2, 4], scale: 32),
      convolutionOptions(multiplier: 1))
    let averaged = sketch.op(
      averagePool, [deep], sketch.tensor([1, 1, 2, 4], scale: 32),
      poolOptions(stride: (1, 1), kernel: (1, 2)))
    let axes = sketch.constant([Int32](arrayLiteral: 1, 2))
    let mean = sketch.op(mean, [averaged, axes], sketch.tensor([1, 4], scale: 16))
    let matrix = sketch.weights([3, 4])
    let scores = sketch.op(
      fullyConnected, [mean, matrix], sketch.tensor([1, 3], scale: 64), [.int8(0)])
    let shares = sketch.op(
      softmax, [scores], sketch.tensor([1, 3], scale: probability.scale, zeroPoint: -128),
      [.float(1)])
    return sketch.file(shares)
  }

  /// Sums, differences and products of branches, functions, and a concatenation.
  private static func joins() -> [UInt8] {
    var sketch = TFLiteSketch()
    let inputs = [sketch.input([1, 6, 1, 4]), sketch.input([1, 6, 1, 4], scale: 0.25)]
    let weights = sketch.weights([4, 1, 1, 4])
    let branches = inputs.map {
      sketch.op(
        convolution, [$0, weights], sketch.tensor([1, 6, 1, 4], scale: 16), convolutionOptions())
    }
    let joined = [add, subtract, multiply].map {
      sketch.op($0, branches, sketch.tensor([1, 6, 1, 4], scale: 64, zeroPoint: 1), [.int8(0)])
    }
    let functions = [
      sketch.op(
        logistic, [joined[0]],
        sketch.tensor([1, 6, 1, 4], scale: probability.scale, zeroPoint: -128)),
      sketch.op(
        quantize, [sketch.op(tanh, [joined[1]], sketch.tensor([1, 6, 1, 4], scale: 1 / 128))],
        sketch.tensor([1, 6, 1, 4], scale: probability.scale, zeroPoint: -128)),
      sketch.op(
        leakyReLU, [joined[2]],
        sketch.tensor([1, 6, 1, 4], scale: probability.scale, zeroPoint: -128), [.float(0.1)]),
    ]
    let whole = sketch.op(
      concatenation, functions,
      sketch.tensor([1, 6, 1, 12], scale: probability.scale, zeroPoint: -128),
      [.int32(3), .int8(0)])
    let axes = sketch.constant([Int32](arrayLiteral: 1, 2))
    let scores = sketch.op(mean, [whole, axes], sketch.tensor([1, 12]))
    return sketch.file(scores)
  }

  /// Padding that a convolution takes in, and that none does; dilation, moved axes.
  private static func padding() -> [UInt8] {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 5, 4, 2], zeroPoint: -2)
    let around = sketch.constant([Int32](arrayLiteral: 0, 0, 1, 1, 2, 0, 0, 0), [4, 2])
    let padded = sketch.op(
      pad, [input, around], sketch.tensor([1, 7, 6, 2], zeroPoint: -2))
    let weights = sketch.weights([3, 2, 2, 2])
    let convolved = sketch.op(
      convolution, [padded, weights], sketch.tensor([1, 4, 4, 3], scale: 8),
      convolutionOptions(dilation: (2, 3)))
    let again = sketch.op(
      pad, [convolved, sketch.constant([Int32](arrayLiteral: 0, 0, 0, 1, 1, 0, 0, 0), [4, 2])],
      sketch.tensor([1, 5, 5, 3], scale: 8))
    let order = sketch.constant([Int32](arrayLiteral: 0, 3, 1, 2))
    let moved = sketch.op(transpose, [again, order], sketch.tensor([1, 3, 5, 5], scale: 8))
    let flat = sketch.op(
      reshape, [moved, sketch.constant([Int32](arrayLiteral: 1, 75))],
      sketch.tensor([1, 75], scale: 8))
    let matrix = sketch.weights([2, 75])
    let scores = sketch.op(
      fullyConnected, [flat, matrix], sketch.tensor([1, 2], scale: 400), [.int8(0)])
    return sketch.file(scores)
  }

  /// Sums and products with a number, and with one for each channel.
  private static func constants() -> [UInt8] {
    var sketch = TFLiteSketch()
    var value = sketch.input([1, 4, 3, 2])
    let each = sketch.constant([Int8](arrayLiteral: 9, -7), [2], .int8)
    let one = sketch.constant([Int8](arrayLiteral: 11), [], .int8)
    for (kind, operand) in [(multiply, each), (add, each), (subtract, one), (multiply, one)] {
      value = sketch.op(kind, [value, operand], sketch.tensor([1, 4, 3, 2], scale: 2), [.int8(0)])
    }
    value = sketch.op(subtract, [each, value], sketch.tensor([1, 4, 3, 2], scale: 2), [.int8(1)])
    let scores = sketch.op(
      averagePool, [value], sketch.tensor([1, 1, 1, 2], scale: 2),
      poolOptions(stride: (1, 1), kernel: (3, 4)))
    return sketch.file(scores)
  }

  /// A picture of one row, whose columns stream.
  private static func line() -> [UInt8] {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 1, 20, 2])
    let weights = sketch.weights([3, 1, 5, 2])
    let convolved = sketch.op(
      convolution, [input, weights], sketch.tensor([1, 1, 10, 3], scale: 8),
      convolutionOptions(padding: 0, stride: (2, 2)))
    let active = sketch.op(relu, [convolved], sketch.tensor([1, 1, 10, 3], scale: 8))
    let pooled = sketch.op(
      maxPool, [active], sketch.tensor([1, 1, 4, 3], scale: 8),
      poolOptions(stride: (2, 2), kernel: (3, 1)))
    let axes = sketch.constant([Int32](arrayLiteral: 1, 2))
    let scores = sketch.op(mean, [pooled, axes], sketch.tensor([1, 3], scale: 8))
    return sketch.file(scores)
  }

  /// Activations of int16, with biases of 64 bits.
  private static func int16() -> [UInt8] {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 6, 1, 3], .int16, scale: 1 / 4_096)
    let weights = sketch.weights([4, 3, 1, 3])
    let biases = sketch.constant([Int64](arrayLiteral: 5, -7, 100_000, 0), nil, .int64)
    let convolved = sketch.op(
      convolution, [input, weights, biases], sketch.tensor([1, 6, 1, 4], .int16, scale: 1 / 128),
      convolutionOptions(padding: 0))
    let curve = sketch.op(
      tanh, [convolved], sketch.tensor([1, 6, 1, 4], .int16, scale: 1 / 32_768))
    let product = sketch.op(
      multiply, [convolved, curve], sketch.tensor([1, 6, 1, 4], .int16, scale: 1 / 64), [.int8(0)])
    let sum = sketch.op(
      add, [convolved, product], sketch.tensor([1, 6, 1, 4], .int16, scale: 1 / 32), [.int8(0)])
    let small = sketch.op(quantize, [sum], sketch.tensor([1, 6, 1, 4], scale: 2))
    let axes = sketch.constant([Int32](arrayLiteral: 1, 2))
    let scores = sketch.op(mean, [small, axes], sketch.tensor([1, 4], scale: 1))
    return sketch.file(scores)
  }
}
