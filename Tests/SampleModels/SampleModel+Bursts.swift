import Graph
import Program

/// Networks whose pushes differ: of audio at 8 kHz, where a push is 80 samples.
extension SampleModel {
  /// Branches that have rows together once in eight seconds, and not within the first three.
  public static func rareCoincidence() throws -> SampleModel {
    let branches = [(kernel: 3, stride: 7), (2, 11), (5, 13)].flatMap { kernel, stride in
      [
        Layer(
          name: "every\(stride)",
          operation: .convolution1D(
            Convolution1D(channels: 16, kernel: kernel, stride: stride)), inputs: ["front"]),
        Layer(
          name: "mean\(stride)", operation: .globalAveragePool, inputs: ["every\(stride)"]),
      ]
    }
    return try SampleModel(
      network(
        "rare_coincidence", frontStride: 64,
        branches + [
          Layer(name: "concat", operation: .concat, inputs: ["mean7", "mean11", "mean13"])
        ]))
  }

  /// A row a push, and four at once at the end, where the padding comes; scored over a window.
  public static func paddedEnd() throws -> SampleModel {
    try SampleModel(
      network(
        "padded_end", frontStride: 80,
        [
          Layer(
            name: "padded",
            operation: .convolution1D(Convolution1D(channels: 16, kernel: 9, padding: 4)),
            inputs: ["front"]),
          Layer(name: "mean", operation: .globalAveragePool, inputs: ["padded"]),
        ]), window: AverageWindow(rows: 20, hop: 10))
  }

  private static func network(_ name: String, frontStride: Int, _ layers: [Layer]) -> Network {
    let front = Layer(
      name: "front",
      operation: .convolution1D(
        Convolution1D(channels: 4, kernel: frontStride, stride: frontStride)), inputs: ["stream"])
    return Network(
      name: name, inputs: [Input(name: "stream", kind: .waveform(rate: 8_000))],
      layers: [front] + layers + [
        Layer(
          name: "fc", operation: .fullyConnected(outputs: 3),
          inputs: layers.suffix(1).map(\.name))
      ])
  }
}
