import Graph

/// A network of one layer after another over one input.
func chain(_ kind: InputKind, _ operations: Graph.Operation..., labels: [String] = []) -> Network {
  var layers: [Layer] = []
  for operation in operations {
    layers.append(
      Layer(
        name: "layer\(layers.count + 1)", operation: operation,
        inputs: [layers.last?.name ?? "input"]))
  }
  return Network(
    name: "chain", inputs: [Input(name: "input", kind: kind)], layers: layers, labels: labels)
}

let speech = InputKind.waveform(rate: 16_000)
let picture = InputKind.picture(channels: 6, height: 20, width: 10)
let rows = InputKind.sequence(channels: 4, length: 50)

/// Every operation that takes a sequence or picture, some with unusual settings.
let everyOperation = Network(
  name: "every operation, \"quoted\" \\ \n é",
  inputs: [
    Input(name: "audio", kind: speech),
    Input(name: "features", kind: .sequence(channels: 8, length: nil)),
    Input(name: "rows", kind: rows),
    Input(name: "picture", kind: picture),
  ],
  layers: [
    Layer(
      name: "a1",
      operation: .convolution1D(
        Convolution1D(
          channels: 8, kernel: 3, stride: 2, padding: 1, bias: true)),
      inputs: ["audio"]),
    Layer(
      name: "a2", operation: .maxPool1D(Pool1D(kernel: 3, stride: 2, padding: 1)), inputs: ["a1"]),
    Layer(name: "a3", operation: .leakyReLU(slope: 0.3), inputs: ["a2"]),
    Layer(name: "a4", operation: .globalAveragePool, inputs: ["a3"]),
    Layer(
      name: "f1", operation: .averagePool1D(Pool1D(kernel: 2, stride: 1)), inputs: ["features"]),
    Layer(
      name: "f2", operation: .convolution1D(Convolution1D(channels: 8, kernel: 1, groups: 4)),
      inputs: ["f1"]),
    Layer(name: "f3", operation: .relu6, inputs: ["f2"]),
    Layer(name: "f4", operation: .globalAveragePool, inputs: ["f3"]),
    Layer(name: "sum", operation: .add, inputs: ["a4", "f4"]),
    Layer(name: "r1", operation: .transpose, inputs: ["rows"]),
    Layer(
      name: "r2", operation: .averagePool2D(Pool2D(kernel: 2, stride: 1, padding: 1)),
      inputs: ["r1"]),
    Layer(name: "r3", operation: .flatten, inputs: ["r2"]),
    Layer(
      name: "p1",
      operation: .convolution2D(
        Convolution2D(
          channels: 6, kernel: Size2D(height: 1, width: 7), stride: Size2D(height: 2, width: 1),
          padding: Size2D(height: 0, width: 3), groups: 3, bias: true)),
      inputs: ["picture"]),
    Layer(
      name: "p2",
      operation: .maxPool2D(
        Pool2D(kernel: Size2D(height: 2, width: 1), stride: 2, padding: Size2D(height: 1, width: 0))
      ),
      inputs: ["picture"]),
    Layer(
      name: "p3",
      operation: .convolution2D(
        Convolution2D(channels: 2, kernel: 1, stride: Size2D(height: 1, width: 2))),
      inputs: ["p1"]),
    Layer(
      name: "p4",
      operation: .maxPool2D(
        Pool2D(kernel: Size2D(height: 2, width: 1), stride: 1, padding: Size2D(height: 1, width: 0))
      ), inputs: ["p3"]),
    Layer(name: "p5", operation: .concat, inputs: ["p2", "p4"]),
    Layer(name: "p6", operation: .batchNorm(epsilon: 1e-3), inputs: ["p5"]),
    Layer(name: "p7", operation: .relu, inputs: ["p6"]),
    Layer(name: "p8", operation: .globalAveragePool, inputs: ["p7"]),
    Layer(name: "all", operation: .concat, inputs: ["sum", "r3", "p8"]),
    Layer(name: "norm", operation: .batchNorm(), inputs: ["all"]),
    Layer(name: "dropout", operation: .dropout(rate: 0.25), inputs: ["norm"]),
    Layer(name: "fc", operation: .fullyConnected(outputs: 2, bias: false), inputs: ["dropout"]),
    Layer(name: "softmax", operation: .softmax, inputs: ["fc"]),
  ],
  labels: ["yes", "no \u{1}"])
