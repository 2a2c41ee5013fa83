import Program
import SampleModels
import TFLite
import Testing

/// A few bytes ask for much: each is refused by its number, before any memory is taken.
@Suite(.timeLimit(.minutes(1))) struct CeilingTests {
  private typealias Sketch = TFLiteSketch

  private func refusal(_ sketch: TFLiteSketch, _ scores: Int) throws -> String? {
    do {
      _ = try TFLiteModel(sketch.file(scores)).program(rounding: .tflm)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// 25 GB of weights in a file of some kB.
  @Test(arguments: [16_383, 5_000]) func dilation(_ dilation: Int) throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 8, 6, 4])
    let weights = sketch.weights([24, 2, 2, 4])
    let scores = sketch.op(
      Sketch.convolution, [input, weights], sketch.tensor([1, 8, 6, 24]),
      Sketch.convolutionOptions(padding: 0, dilation: (dilation, dilation)))
    let reason = try #require(try refusal(sketch, scores))
    #expect(reason.hasPrefix("op 0, CONV_2D: brings the model to "))
    #expect(reason.hasSuffix(" bytes of constants, more than 4,194,304"))
  }

  /// Padding that no window takes in becomes a convolution as long as itself.
  @Test func padding() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 2, 2, 2])
    let around = sketch.constant([Int32](arrayLiteral: 0, 0, 4_000, 4_000, 500, 500, 0, 0), [4, 2])
    let scores = sketch.op(Sketch.pad, [input, around], sketch.tensor([1, 8_002, 1_002, 2]))
    #expect(
      try refusal(sketch, scores)
        == "op 0, PAD: brings the model to 16,018,034 bytes of constants, more than 4,194,304")
  }

  @Test func values() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 8_192, 1_024, 2])
    let scores = sketch.op(Sketch.relu, [input], sketch.tensor([1, 8_192, 1_024, 2]))
    #expect(
      try refusal(sketch, scores)
        == "op 0, RELU: brings the model to 33,554,432 values of tensors, more than 16,777,216")
  }

  @Test func rows() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 1 << 20, 1, 1])
    let scores = sketch.op(Sketch.relu, [input], sketch.tensor([1, 1 << 20, 1, 1]))
    #expect(
      try refusal(sketch, scores)
        == "op 0, RELU: brings the model to 2,097,152 rows of tensors, more than 1,048,576")
  }

  @Test func steps() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 512, 512, 8])
    let weights = sketch.weights([8, 32, 32, 8])
    let scores = sketch.op(
      Sketch.convolution, [input, weights], sketch.tensor([1, 512, 512, 8]),
      Sketch.convolutionOptions(padding: 0))
    #expect(
      try refusal(sketch, scores)
        == "op 0, CONV_2D: brings the model to 17,179,869,184 steps of a run, more than 2,147,483,648"
    )
  }

  /// A chain of ops that a file has once each.
  @Test(arguments: [2_049, 20_000]) func ops(_ count: Int) throws {
    var sketch = TFLiteSketch()
    var value = sketch.input([1, 4])
    for _ in 0..<count { value = sketch.op(Sketch.relu, [value], sketch.tensor([1, 4])) }
    let reason = try #require(try refusal(sketch, value))
    #expect(reason.hasSuffix(count == 2_049 ? "2,049 ops, more than 2,048" : ", more than 16,384"))
  }

  /// Ops that share a matrix of a megabyte.
  @Test func sharedConstants() throws {
    var sketch = TFLiteSketch()
    var value = sketch.input([1, 1_024])
    let matrix = sketch.weights([1_024, 1_024])
    for _ in 0..<12 {
      value = sketch.op(
        Sketch.fullyConnected, [value, matrix], sketch.tensor([1, 1_024], scale: 512), [.int8(0)])
    }
    #expect(try refusal(sketch, value) == nil)
    for _ in 0..<12 {
      value = sketch.op(
        Sketch.fullyConnected, [value, matrix], sketch.tensor([1, 1_024], scale: 512), [.int8(0)])
    }
    let reason = try #require(try refusal(sketch, value))
    #expect(reason.contains("op 20, FULLY_CONNECTED: brings the model to "))
  }

  @Test func manyRefusals() throws {
    var sketch = TFLiteSketch()
    let input = sketch.input([1, 4])
    for _ in 0..<100 { sketch.op(5, [input], sketch.tensor([1, 4])) }
    let reason = try #require(try refusal(sketch, input))
    #expect(reason.hasSuffix("; and 80 more ops"))
    #expect(!reason.contains("\n"))
  }
}
