import Graph
import Testing

@Suite struct InferenceTests {
  @Test func everyOperationHasItsShape() throws {
    let shapes = try everyOperation.shapes(inputLength: 1001)
    #expect(shapes["audio"] == .sequence(channels: 1, length: 1001))
    #expect(shapes["a1"] == .sequence(channels: 8, length: 501))
    #expect(shapes["a2"] == .sequence(channels: 8, length: 251))
    #expect(shapes["f1"] == .sequence(channels: 8, length: 1000))
    #expect(shapes["sum"] == .vector(8))
    #expect(shapes["rows"] == .sequence(channels: 4, length: 50))
    #expect(shapes["r1"] == .picture(channels: 1, height: 4, width: 50))
    #expect(shapes["r2"] == .picture(channels: 1, height: 5, width: 51))
    #expect(shapes["r3"] == .vector(255))
    #expect(shapes["p1"] == .picture(channels: 6, height: 10, width: 10))
    #expect(shapes["p2"] == .picture(channels: 6, height: 11, width: 5))
    #expect(shapes["p3"] == .picture(channels: 2, height: 10, width: 5))
    #expect(shapes["p4"] == .picture(channels: 2, height: 11, width: 5))
    #expect(shapes["p5"] == .picture(channels: 8, height: 11, width: 5))
    #expect(shapes["all"] == .vector(8 + 255 + 8))
    #expect(shapes["softmax"] == .vector(2))
    #expect(Set(shapes.keys) == Set(everyOperation.tensorNames))
  }

  /// Every size against counting the positions one by one.
  @Test func windowsAreAsManyAsFit() throws {
    for size in 1...12 {
      for kernel in 1...5 {
        for stride in 1...4 {
          for padding in 0...2 where kernel <= size + 2 * padding {
            var expected = 0
            var start = -padding
            while start + kernel <= size + padding {
              expected += 1
              start += stride
            }
            let network = chain(
              .sequence(channels: 1, length: size),
              .convolution1D(
                Convolution1D(channels: 1, kernel: kernel, stride: stride, padding: padding)))
            #expect(try network.shapes()["layer1"] == .sequence(channels: 1, length: expected))
          }
        }
      }
    }
  }

  @Test func defaultLengths() throws {
    let shapes = try everyOperation.shapes()
    #expect(shapes["audio"] == .sequence(channels: 1, length: 16_000))
    #expect(shapes["features"] == .sequence(channels: 8, length: 100))
  }

  @Test func timeRunsAlongTheAxisOfItsOrigin() throws {
    let axes = try everyOperation.timeAxes()
    let expected: [(String, TimeAxis)] = [
      ("audio", .length), ("a2", .length), ("a4", .none), ("features", .length),
      ("rows", .length), ("r1", .width), ("r2", .width), ("r3", .none), ("picture", .height),
      ("p5", .height), ("p8", .none), ("softmax", .none),
    ]
    for (name, axis) in expected {
      #expect(try #require(axes[name]) == axis, "\(name)")
    }
  }

  @Test func aNetworkThatNeedsMoreThanASecondIsValid() throws {
    let network = chain(
      speech, .convolution1D(Convolution1D(channels: 1, kernel: 20_000)), .globalAveragePool)
    try network.validate()
    #expect(try network.parameterShapes().map(\.shape) == [[1, 1, 20_000]])
    #expect(
      throws: NetworkError.kernelTooLarge(
        layer: "layer1", axis: "length", kernel: 20_000, paddedInput: 16_000)
    ) { try network.shapes() }
    #expect(try network.shapes(inputLength: 20_001)["layer1"] == .sequence(channels: 1, length: 2))
  }

  @Test func vectorsCanBeNormalisedJoinedAndWeighted() throws {
    let network = chain(
      rows, .flatten, .batchNorm(), .fullyConnected(outputs: 3), .relu, .softmax,
      labels: ["a", "b", "c"])
    #expect(try network.shapes()["layer5"] == .vector(3))
  }

  @Test func namesMayBeUsedTwiceByOneJoin() throws {
    var network = chain(rows, .relu, .add)
    network.layers[1].inputs = ["layer1", "layer1"]
    try network.validate()
  }
}
