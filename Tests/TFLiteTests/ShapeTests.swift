import SampleModels
import TFLite
import Testing

/// A model says the shape of every tensor; an op whose output has another one is refused, with both.
@Suite struct ShapeTests {
  private typealias Sketch = TFLiteSketch

  /// Why a model of one op is refused; nil if it is not.
  private func refusal(
    _ inputs: [[Int]], _ output: [Int], _ kind: Int, _ options: [FlatField] = [],
    constants: (inout TFLiteSketch) -> [Int] = { _ in [] }
  ) throws -> String? {
    var sketch = TFLiteSketch()
    let inputs = inputs.map { sketch.input($0) }
    let constants = constants(&sketch)
    let scores = sketch.op(kind, inputs + constants, sketch.tensor(output), options)
    do {
      _ = try TFLiteModel(sketch.file(scores)).program(rounding: .tflm)
      return nil
    } catch {
      guard case .unsupported(let ops) = error else { return "\(error)" }
      return ops.map(\.reason).joined()
    }
  }

  private func padding(_ values: [Int32]) -> (inout TFLiteSketch) -> [Int] {
    { [$0.constant(values, [4, 2])] }
  }

  @Test func padding() throws {
    for output in [[1, 4, 166, 2], [1, 3, 500, 2], [1]] {
      let reason = try refusal(
        [[1, 2, 166, 2]], output, Sketch.pad, constants: padding([0, 0, 1, 0, 0, 0, 0, 0]))
      #expect(reason == "gives the shape \(output), and its padding [1, 3, 166, 2]")
    }
    #expect(
      try refusal(
        [[1, 2, 4, 2]], [1, 3, 4, 2], Sketch.pad, constants: padding([0, 0, 1, 0, 0, 0, 0, 0]))
        == nil)
  }

  @Test("as many values in another shape", arguments: [0, 18, 41])
  func operands(_ kind: Int) throws {
    for (first, second, output) in [
      ([1, 2, 3], [1, 3, 2], [1, 2, 3]), ([1, 128, 128], [1, 128, 128], [1, 128, 128, 1]),
      ([1, 4, 1, 1], [1, 1, 1, 4], [1, 1, 1, 4]), ([1, 1, 4], [1, 4, 4], [1, 4, 4]),
    ] {
      let reason = try refusal([first, second], output, kind)
      #expect(reason?.hasPrefix("gives the shape \(output) for") == true, "\(first) \(second)")
    }
    #expect(try refusal([[1, 4, 2], [1, 1, 4, 2]], [1, 1, 4, 2], kind) == nil)
  }

  @Test("constants along another axis than channels", arguments: [0, 18, 41])
  func constants(_ kind: Int) throws {
    for shape in [[4, 1], [4, 1, 1], [2], [1, 4, 3, 2]] {
      let count = shape.reduce(1, *)
      let reason = try refusal([[1, 4, 3, 2]], [1, 4, 3, 2], kind) { sketch in
        [sketch.constant([Int8](repeating: 1, count: count), shape, .int8)]
      }
      let isEachChannel = shape == [2]
      #expect((reason == nil) == isEachChannel, "\(shape): \(reason ?? "taken")")
    }
  }

  @Test func windows() throws {
    let weights: (inout TFLiteSketch) -> [Int] = { [$0.weights([3, 3, 3, 2])] }
    let options = Sketch.convolutionOptions()
    #expect(
      try refusal([[1, 8, 6, 2]], [1, 6, 5, 3], Sketch.convolution, options, constants: weights)
        == "gives the shape [1, 6, 5, 3], and its window [1, 6, 4, 3]")
    #expect(
      try refusal([[1, 2, 6, 2]], [1, 1, 4, 3], Sketch.convolution, options, constants: weights)
        == "has a window 3 long over 2 values")
    #expect(
      try refusal(
        [[1, 8, 6, 2]], [1, 3, 2, 2], Sketch.maxPool,
        Sketch.poolOptions(stride: (2, 2), kernel: (2, 2)))
        == "gives the shape [1, 3, 2, 2], and its window [1, 4, 3, 2]")
    for stride in [0, -1, 16_385] {
      let options = Sketch.convolutionOptions(stride: (1, stride))
      let reason = try refusal(
        [[1, 8, 6, 2]], [1, 6, 4, 3], Sketch.convolution, options, constants: weights)
      #expect(reason == "has a window of 3, stride \(stride), dilation 1")
    }
  }

  @Test func functions() throws {
    #expect(
      try refusal([[1, 4, 3, 2]], [1, 3, 4, 2], Sketch.relu)
        == "gives the shape [1, 3, 4, 2] for [1, 4, 3, 2]")
    #expect(
      try refusal([[1, 4, 3, 2], [1, 4, 2, 2]], [1, 4, 3, 4], Sketch.concatenation, [.int32(3)])
        == "joins the shape [1, 4, 2, 2] into [1, 4, 3, 4]")
    #expect(
      try refusal([], [1, 4, 3, 4], Sketch.concatenation, [.int32(3)]) != nil)
    let reason = try refusal([[1, 4, 3, 2]], [1, 2, 3, 4], Sketch.transpose) {
      [$0.constant([Int32](arrayLiteral: 0, 3, 1, 2))]
    }
    #expect(reason == "gives the shape [1, 2, 3, 4] for [1, 4, 3, 2] in the order [0, 3, 1, 2]")
    let mean = try refusal([[1, 4, 3, 2]], [1, 2, 1], Sketch.mean) {
      [$0.constant([Int32](arrayLiteral: 1, 2))]
    }
    #expect(mean == "gives the shape [1, 2, 1], and its mean a vector")
  }

  /// A second reader of an input in another shape must not move the axes that a first one moves.
  @Test func movedInput() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 4, 3, 2])
    let order = sketch.constant([Int32](arrayLiteral: 0, 3, 1, 2))
    let moved = sketch.op(Sketch.transpose, [input, order], sketch.tensor([1, 2, 4, 3]))
    let flat = sketch.op(
      Sketch.reshape, [input, sketch.constant([Int32](arrayLiteral: 1, 24))],
      sketch.tensor([1, 24]))
    let active = sketch.op(Sketch.relu, [flat], sketch.tensor([1, 24]))
    let vector = sketch.op(
      Sketch.reshape, [moved, sketch.constant([Int32](arrayLiteral: 1, 24))],
      sketch.tensor([1, 24]))
    let scores = sketch.op(Sketch.add, [active, vector], sketch.tensor([1, 24]), [.int8(0)])
    let program = try TFLiteModel(sketch.file(scores)).program(rounding: .tflm)
    #expect(program.inputs[0].fixedRows == 4)
    #expect(program.inputs[0].row.width == 3 && program.inputs[0].row.channels == 2)
  }

  @Test func floats() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 4], .float)
    let scores = sketch.op(Sketch.relu, [input], sketch.tensor([1, 4], .float))
    #expect(throws: TFLiteError.isFloat) {
      try TFLiteModel(sketch.file(scores)).program(rounding: .tflm)
    }
  }
}
