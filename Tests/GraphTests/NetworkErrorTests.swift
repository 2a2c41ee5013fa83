import Graph
import Testing

/// Each error is thrown for its cause, with its numbers, as one line.
@Suite struct NetworkErrorTests {
  private func expect(_ network: Network, _ error: NetworkError, _ message: String) {
    #expect(throws: error) { try network.validate() }
    #expect(error.description == message)
    #expect(!error.description.contains("\n"))
  }

  private func convolution(
    channels: Int = 4, kernel: Int = 3, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) -> Graph.Operation {
    .convolution1D(
      Convolution1D(
        channels: channels, kernel: kernel, stride: stride, padding: padding, groups: groups))
  }

  /// Two branches over the inputs "a" and "b", joined.
  private func join(_ a: InputKind, _ b: InputKind, by operation: Graph.Operation) -> Network {
    Network(
      name: "join", inputs: [Input(name: "a", kind: a), Input(name: "b", kind: b)],
      layers: [Layer(name: "join", operation: operation, inputs: ["a", "b"])])
  }

  @Test func emptyNetworks() {
    var network = chain(rows, .relu)
    network.layers = []
    expect(network, .noLayers, "the network has no layers")
    network.inputs = []
    expect(network, .noInputs, "the network has no inputs")
  }

  @Test func names() {
    var network = chain(rows, .relu, .relu)
    network.layers[1].name = ""
    expect(
      network, .invalidName(""),
      "\"\" cannot be a name: use at least one character and no control ones")
    network.layers[1].name = "a\nb"
    expect(
      network, .invalidName("a\nb"),
      "\"a\\nb\" cannot be a name: use at least one character and no control ones")
    network.layers[1].name = "layer1"
    expect(network, .duplicateName("layer1"), "layer1: two inputs or layers have this name")
    network.layers[1].name = "input"
    expect(network, .duplicateName("input"), "input: two inputs or layers have this name")
  }

  @Test func unknownInputs() {
    var network = chain(rows, .relu, .relu)
    network.layers[1].inputs = ["layer9"]
    expect(
      network, .unknownInput(layer: "layer2", input: "layer9"),
      "layer2: reads \"layer9\", which is no input and no earlier layer")
    network.layers[0].inputs = ["layer2"]
    expect(
      network, .unknownInput(layer: "layer1", input: "layer2"),
      "layer1: reads \"layer2\", which is no input and no earlier layer")
  }

  @Test func inputCounts() {
    expect(
      chain(rows, .relu, .add),
      .wrongInputCount(
        layer: "layer2", operation: "add", expected: "two or more inputs", actual: 1),
      "layer2: add takes two or more inputs, but 1 are given")
    var network = chain(rows, .relu)
    network.layers[0].inputs = []
    expect(
      network,
      .wrongInputCount(layer: "layer1", operation: "relu", expected: "one input", actual: 0),
      "layer1: relu takes one input, but 0 are given")
    network.layers[0].inputs = ["input", "input"]
    expect(
      network,
      .wrongInputCount(layer: "layer1", operation: "relu", expected: "one input", actual: 2),
      "layer1: relu takes one input, but 2 are given")
  }

  @Test func unusedTensors() {
    var network = chain(rows, .relu, .relu)
    network.layers[1].inputs = ["input"]
    expect(
      network, .unused("layer1"),
      "layer1: nothing reads it, and only the last layer is the output")
    network = chain(rows, .relu)
    network.inputs.append(Input(name: "spare", kind: rows))
    expect(
      network, .unused("spare"), "spare: nothing reads it, and only the last layer is the output")
  }

  @Test func kinds() {
    let square = Convolution2D(channels: 1, kernel: 3)
    expect(
      chain(rows, .convolution2D(square)),
      .wrongKind(
        layer: "layer1", operation: "convolution2d", expected: "a picture",
        actual: .sequence(channels: 4, length: 50), remedy: "put transpose before"),
      "layer1: convolution2d takes a picture, but its input is [4, 50]; put transpose before")
    expect(
      chain(picture, convolution()),
      .wrongKind(
        layer: "layer1", operation: "convolution1d", expected: "a sequence",
        actual: .picture(channels: 6, height: 20, width: 10), remedy: ""),
      "layer1: convolution1d takes a sequence, but its input is [6, 20, 10]")
    expect(
      chain(picture, .transpose),
      .wrongKind(
        layer: "layer1", operation: "transpose", expected: "a sequence",
        actual: .picture(channels: 6, height: 20, width: 10), remedy: ""),
      "layer1: transpose takes a sequence, but its input is [6, 20, 10]")
    expect(
      chain(rows, .globalAveragePool, .globalAveragePool),
      .wrongKind(
        layer: "layer2", operation: "global_average_pool", expected: "a sequence or a picture",
        actual: .vector(4), remedy: ""),
      "layer2: global_average_pool takes a sequence or a picture, but its input is [4]")
    for (operation, kind) in [
      (Graph.Operation.fullyConnected(outputs: 2), "fully_connected"), (.softmax, "softmax"),
    ] {
      expect(
        chain(picture, operation),
        .wrongKind(
          layer: "layer1", operation: kind, expected: "a vector",
          actual: .picture(channels: 6, height: 20, width: 10),
          remedy: "put flatten or globalAveragePool before"),
        "layer1: \(kind) takes a vector, but its input is [6, 20, 10]; "
          + "put flatten or globalAveragePool before")
    }
  }

  @Test func joins() {
    expect(
      join(rows, .sequence(channels: 4, length: 49), by: .add),
      .shapeMismatch(
        layer: "join", first: .sequence(channels: 4, length: 50),
        other: .sequence(channels: 4, length: 49)),
      "join: cannot join [4, 50] and [4, 49]")
    expect(
      join(rows, .sequence(channels: 5, length: 50), by: .add),
      .shapeMismatch(
        layer: "join", first: .sequence(channels: 4, length: 50),
        other: .sequence(channels: 5, length: 50)),
      "join: cannot join [4, 50] and [5, 50]")
    expect(
      join(rows, picture, by: .concat),
      .shapeMismatch(
        layer: "join", first: .sequence(channels: 4, length: 50),
        other: .picture(channels: 6, height: 20, width: 10)),
      "join: cannot join [4, 50] and [6, 20, 10]")
    expect(
      join(rows, .sequence(channels: 4, length: nil), by: .concat),
      .shapeMismatch(
        layer: "join", first: .sequence(channels: 4, length: 50),
        other: .sequence(channels: 4, length: 100)),
      "join: cannot join [4, 50] and [4, 100]")
    expect(
      join(.sequence(channels: 4, length: 100), .sequence(channels: 4, length: nil), by: .concat),
      .lengthMismatch(layer: "join"),
      "join: joins a tensor of any length with one of a fixed length")
    var network = join(rows, .picture(channels: 1, height: 4, width: 50), by: .concat)
    network.layers.insert(Layer(name: "t", operation: .transpose, inputs: ["a"]), at: 0)
    network.layers[1].inputs = ["t", "b"]
    expect(
      network, .timeAxisMismatch(layer: "join", first: .width, other: .height),
      "join: joins tensors whose time runs along different axes: width and height")
  }

  @Test func kernels() {
    expect(
      chain(.sequence(channels: 4, length: 5), convolution(kernel: 8, padding: 1)),
      .kernelTooLarge(layer: "layer1", axis: "length", kernel: 8, paddedInput: 7),
      "layer1: the kernel's length is 8, but its padded input has only 7")
    expect(
      chain(picture, .maxPool2D(Pool2D(kernel: Size2D(height: 3, width: 11), stride: 1))),
      .kernelTooLarge(layer: "layer1", axis: "width", kernel: 11, paddedInput: 10),
      "layer1: the kernel's width is 11, but its padded input has only 10")
    expect(
      chain(rows, .averagePool1D(Pool1D(kernel: 3, stride: 1, padding: 2))),
      .paddingTooLarge(layer: "layer1", padding: 2, kernel: 3),
      "layer1: a pool's padding is at most half its kernel, not 2 for 3")
  }

  @Test func groups() {
    expect(
      chain(rows, convolution(channels: 6, groups: 3)),
      .groupMismatch(layer: "layer1", groups: 3, inputs: 4, outputs: 6),
      "layer1: 3 groups do not divide 4 input and 6 output channels")
    expect(
      chain(rows, convolution(channels: 5, groups: 2)),
      .groupMismatch(layer: "layer1", groups: 2, inputs: 4, outputs: 5),
      "layer1: 2 groups do not divide 4 input and 5 output channels")
  }

  @Test(arguments: [
    (0, 3, 1, 1, "number of channels", 0), (-4, 3, 1, 1, "number of channels", -4),
    (4, 0, 1, 1, "kernel's length", 0), (4, 3, 0, 1, "stride's length", 0),
    (4, 3, 1, 0, "number of groups", 0), (4, Int.min, 1, 1, "kernel's length", Int.min),
  ])
  func numbersBelowOne(
    channels: Int, kernel: Int, stride: Int, groups: Int, quantity: String, value: Int
  ) {
    expect(
      chain(
        rows, convolution(channels: channels, kernel: kernel, stride: stride, groups: groups)),
      .notPositive(layer: "layer1", quantity: quantity, value: value),
      "layer1: the \(quantity) must be at least 1, not \(value)")
  }

  @Test func otherNumbers() {
    expect(
      chain(rows, convolution(padding: -1)),
      .negative(layer: "layer1", quantity: "padding's length", value: -1),
      "layer1: the padding's length must be at least 0, not -1")
    expect(
      chain(.waveform(rate: 0), .relu), .notPositive(layer: "input", quantity: "rate", value: 0),
      "input: the rate must be at least 1, not 0")
    expect(
      chain(.picture(channels: 1, height: 1, width: -2), .relu),
      .notPositive(layer: "input", quantity: "width", value: -2),
      "input: the width must be at least 1, not -2")
    expect(
      chain(rows, .flatten, .fullyConnected(outputs: 0)),
      .notPositive(layer: "layer2", quantity: "number of outputs", value: 0),
      "layer2: the number of outputs must be at least 1, not 0")
    expect(
      chain(rows, .batchNorm(epsilon: 0)),
      .outOfRange(layer: "layer1", quantity: "epsilon", range: "above 0", value: 0),
      "layer1: the epsilon must be above 0, not 0.0")
    expect(
      chain(rows, .leakyReLU(slope: .infinity)),
      .outOfRange(layer: "layer1", quantity: "slope", range: "at least 0", value: .infinity),
      "layer1: the slope must be at least 0, not inf")
    expect(
      chain(rows, .dropout(rate: 1)),
      .outOfRange(layer: "layer1", quantity: "rate", range: "at least 0 and below 1", value: 1),
      "layer1: the rate must be at least 0 and below 1, not 1.0")
    #expect(throws: NetworkError.notPositive(layer: "input", quantity: "length", value: -1)) {
      try chain(speech, .relu).shapes(inputLength: -1)
    }
    #expect(throws: NetworkError.self) { try chain(rows, .dropout(rate: .nan)).validate() }
  }

  @Test func sizesThatDoNotFit() throws {
    let huge = Network.largestSize
    expect(
      chain(rows, convolution(channels: huge)),
      .tooLarge(
        layer: "layer1", quantity: "number of parameters", value: 4 * 3 * huge,
        limit: Network.mostParameters),
      "layer1: the number of parameters is 201,326,592, beyond the limit of 134,217,728")
    expect(
      chain(rows, convolution(padding: huge + 1)),
      .tooLarge(layer: "layer1", quantity: "padding's length", value: huge + 1, limit: huge),
      "layer1: the padding's length is 16,777,217, beyond the limit of 16,777,216")
    expect(
      chain(.picture(channels: huge, height: huge, width: huge), .relu),
      .tooLarge(
        layer: "input", quantity: "number of values of the input", value: nil, limit: 1 << 40),
      "input: the number of values of the input is beyond the limit of 1,099,511,627,776")
    expect(
      chain(.picture(channels: 1 << 9, height: 1 << 10, width: 1 << 10), .flatten),
      .tooLarge(
        layer: "layer1", quantity: "number of values up to here", value: 1 << 30,
        limit: Network.mostValues),
      "layer1: the number of values up to here is 1,073,741,824, beyond the limit of 536,870,912")
    expect(
      chain(.sequence(channels: 1, length: .max), .relu),
      .tooLarge(layer: "input", quantity: "length", value: .max, limit: huge),
      "input: the length is 9,223,372,036,854,775,807, beyond the limit of 16,777,216")
  }

  /// One hundred million outputs of sixteen channels: 6.4 GB of weights for a line of text.
  @Test func parametersTogether() throws {
    expect(
      chain(
        rows, convolution(channels: 16), .globalAveragePool,
        .fullyConnected(outputs: 5_000_000, bias: false),
        .fullyConnected(outputs: 11, bias: false)),
      .tooLarge(
        layer: "layer4", quantity: "number of parameters up to here", value: 135_000_192,
        limit: Network.mostParameters),
      "layer4: the number of parameters up to here is 135,000,192, beyond the limit of 134,217,728")
  }

  @Test func flattenAndLabels() {
    expect(
      chain(speech, .flatten),
      .flattenNeedsFixedLength(layer: "layer1", shape: .sequence(channels: 1, length: 16_000)),
      "layer1: flatten needs a fixed length, but its input [1, 16000] grows with the clip; "
        + "put globalAveragePool before")
    expect(
      chain(.sequence(channels: 2, length: nil), .relu, .transpose, .flatten),
      .flattenNeedsFixedLength(
        layer: "layer3", shape: .picture(channels: 1, height: 2, width: 100)),
      "layer3: flatten needs a fixed length, but its input [1, 2, 100] grows with the clip; "
        + "put globalAveragePool before")
    expect(
      chain(rows, .globalAveragePool, labels: ["a", "b"]),
      .labelCount(layer: "layer1", labels: 2, output: .vector(4)),
      "layer1: 2 labels cannot name the output [4]")
  }
}
