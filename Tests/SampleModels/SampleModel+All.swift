import Compiler
import FixedPoint
import Graph
import Program

/// Networks of at most 4 KiB that have every op, standardisation and rounding between them.
extension SampleModel {
  public static func all() throws -> [SampleModel] {
    [
      try sequence(), try audio(), try residual(), try separable(), try picture(), try joined(),
      try encoded(), try sparse(), try tinted(), try depthwise(), try listening(), try paced(),
      try imported(),
      try int16(),
      try int16Functions(), try differences(),
    ]
  }

  /// Whole clips: a convolution of samples, a grouped one, an overlapping padded pool, softmax.
  public static func audio() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "audio", inputs: [Input(name: "clip", kind: .waveform(rate: 8_000))],
        layers: [
          Layer("conv", .convolution1D(Convolution1D(channels: 4, kernel: 6, stride: 3)), "clip"),
          Layer("relu", .relu, "conv"),
          Layer(
            "grouped",
            .convolution1D(
              Convolution1D(channels: 6, kernel: 3, padding: 1, groups: 2, bias: true)), "relu"),
          Layer("pool", .maxPool1D(Pool1D(kernel: 3, stride: 2, padding: 1)), "grouped"),
          Layer("mean", .globalAveragePool, "pool"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
          Layer("softmax", .softmax, "fc"),
        ], labels: ["dry", "moist", "silence"]), .clip, hasWholeChannels: true)
  }

  /// Endless audio seen as a picture: convolutions with a multiplier, fused pools, a depthwise
  /// convolution that overwrites its input.
  public static func separable() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "separable", inputs: [Input(name: "stream", kind: .waveform(rate: 8_000))],
        layers: [
          Layer(
            "conv", .convolution1D(Convolution1D(channels: 8, kernel: 5, stride: 4)), "stream"),
          Layer("leaky", .leakyReLU(slope: 0.1), "conv"),
          Layer("picture", .transpose, "leaky"),
          Layer(
            "spread", .convolution2D(Convolution2D(channels: 4, kernel: 3, padding: 1)), "picture"),
          Layer("pool", .maxPool2D(Pool2D(kernel: 2, stride: 2)), "spread"),
          Layer(
            "depthwise",
            .convolution2D(Convolution2D(channels: 4, kernel: 3, padding: 1, groups: 4)), "pool"),
          Layer("relu6", .relu6, "depthwise"),
          Layer(
            "pointwise", .convolution2D(Convolution2D(channels: 5, kernel: 1, bias: true)),
            "relu6"),
          Layer("pointwise_relu", .relu, "pointwise"),
          Layer("mean", .globalAveragePool, "pointwise_relu"),
          Layer("fc", .fullyConnected(outputs: 2), "mean"),
        ]), .running)
  }

  /// A sum and a concatenation of branches of different delay, with two roundings.
  public static func residual() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "residual",
        inputs: [Input(name: "features", kind: .sequence(channels: 3, length: nil))],
        layers: [
          Layer(
            "stem", .convolution1D(Convolution1D(channels: 4, kernel: 1, bias: true)), "features"),
          Layer(
            "body", .convolution1D(Convolution1D(channels: 4, kernel: 5, padding: 2)), "stem"),
          Layer("sum", .add, "stem", "body"),
          Layer("relu", .relu, "sum"),
          Layer("average", .averagePool1D(Pool1D(kernel: 3, stride: 1, padding: 1)), "relu"),
          Layer("concat", .concat, "relu", "average"),
          Layer("mean", .globalAveragePool, "concat"),
          Layer("fc", .fullyConnected(outputs: 2), "mean"),
        ]), rounding: .tflm)
  }

  /// A picture row by row: a grouped convolution, a depthwise one with a multiplier, pools, flatten
  /// across rows.
  public static func picture() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "picture",
        inputs: [Input(name: "picture", kind: .picture(channels: 2, height: 6, width: 8))],
        layers: [
          Layer(
            "conv", .convolution2D(Convolution2D(channels: 4, kernel: 3, stride: 1, padding: 1)),
            "picture"),
          Layer("pool", .maxPool2D(Pool2D(kernel: 2, stride: 2)), "conv"),
          Layer(
            "multiplied",
            .convolution2D(Convolution2D(channels: 8, kernel: 3, padding: 1, groups: 4)), "pool"),
          Layer("average", .averagePool2D(Pool2D(kernel: 2, stride: 1, padding: 1)), "multiplied"),
          Layer("flatten", .flatten, "average"),
          Layer("fc", .fullyConnected(outputs: 3), "flatten"),
          Layer("softmax", .softmax, "fc"),
        ]), rounding: .tflm)
  }

  /// Feature rows of a fixed number, flattened with time innermost.
  public static func sequence() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "sequence",
        inputs: [Input(name: "features", kind: .sequence(channels: 4, length: 9))],
        layers: [
          Layer(
            "conv", .convolution1D(Convolution1D(channels: 3, kernel: 3, stride: 2)), "features"),
          Layer("flatten", .flatten, "conv"),
          Layer("fc", .fullyConnected(outputs: 2), "flatten"),
        ], labels: ["no", "yes"]))
  }

  /// Weights in every encoding, decoded once or for a strip of rows.
  public static func encoded() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "encoded",
        inputs: [Input(name: "features", kind: .sequence(channels: 4, length: nil))],
        layers: [
          Layer(
            "spread", .convolution1D(Convolution1D(channels: 8, kernel: 5, padding: 2)),
            "features"),
          Layer("pool", .maxPool1D(Pool1D(kernel: 2, stride: 2)), "spread"),
          Layer(
            "grouped", .convolution1D(Convolution1D(channels: 8, kernel: 3, groups: 2)), "pool"),
          Layer("relu", .relu, "grouped"),
          Layer("narrow", .convolution1D(Convolution1D(channels: 6, kernel: 1)), "relu"),
          Layer("mean", .globalAveragePool, "narrow"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
        ], labels: ["low", "middle", "high"]), grid: 7,
      storage: [
        "spread": WeightStorage(.entropy, strip: 6), "grouped": WeightStorage(.bitmap, strip: 3),
        "narrow": WeightStorage(.entropy, isResident: true), "fc": WeightStorage(.packed),
      ])
  }

  /// Audio whose layers have few weights left: of samples, pooled, of more positions than come together,
  /// and of one.
  public static func sparse() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "sparse", inputs: [Input(name: "clip", kind: .waveform(rate: 8_000))],
        layers: [
          Layer("conv", .convolution1D(Convolution1D(channels: 7, kernel: 9, stride: 4)), "clip"),
          Layer("relu", .relu, "conv"),
          Layer("pooled", .convolution1D(Convolution1D(channels: 9, kernel: 5)), "relu"),
          Layer("pool", .maxPool1D(Pool1D(kernel: 5, stride: 5)), "pooled"),
          Layer("picture", .transpose, "pool"),
          Layer(
            "wide", .convolution2D(Convolution2D(channels: 5, kernel: 3, padding: 1)), "picture"),
          Layer("leaky", .leakyReLU(slope: 0.1), "wide"),
          Layer("mean", .globalAveragePool, "leaky"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
        ], labels: ["dry", "moist", "silence"]), .clip, grid: 1,
      storage: [
        "conv": WeightStorage(.sparse, strip: 3), "pooled": WeightStorage(.sparse, strip: 5),
        "wide": WeightStorage(.sparse), "fc": WeightStorage(.sparse),
      ])
  }

  /// Pointwise convolutions of one channel, with a pool behind and with a stride.
  public static func tinted() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "tinted", inputs: [Input(name: "clip", kind: .waveform(rate: 8_000))],
        layers: [
          Layer("conv", .convolution1D(Convolution1D(channels: 11, kernel: 8, stride: 8)), "clip"),
          Layer("picture", .transpose, "conv"),
          Layer("spread", .convolution2D(Convolution2D(channels: 6, kernel: 1)), "picture"),
          Layer("relu", .relu, "spread"),
          Layer("pool", .maxPool2D(Pool2D(kernel: 2, stride: 2)), "relu"),
          Layer("grey", .convolution2D(Convolution2D(channels: 1, kernel: 1)), "pool"),
          Layer(
            "tint", .convolution2D(Convolution2D(channels: 7, kernel: 1, stride: 2, bias: true)),
            "grey"),
          Layer("relu6", .relu6, "tint"),
          Layer("mean", .globalAveragePool, "relu6"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
        ], labels: ["dry", "moist", "silence"]), .running)
  }

  /// Depthwise convolutions of more channels than vectors have: several rows at once, with a stride, and
  /// with a pool behind.
  public static func depthwise() throws -> SampleModel {
    func depthwise(stride: Size2D = 1) -> Convolution2D {
      Convolution2D(channels: 19, kernel: 3, stride: stride, padding: 1, groups: 19)
    }
    return try SampleModel(
      Network(
        name: "depthwise", inputs: [Input(name: "clip", kind: .waveform(rate: 8_000))],
        layers: [
          Layer("conv", .convolution1D(Convolution1D(channels: 9, kernel: 6, stride: 6)), "clip"),
          Layer("picture", .transpose, "conv"),
          Layer("spread", .convolution2D(Convolution2D(channels: 19, kernel: 1)), "picture"),
          Layer("relu", .relu, "spread"),
          Layer("slid", .convolution2D(depthwise()), "relu"),
          Layer("pooled", .convolution2D(depthwise()), "slid"),
          Layer("pool", .maxPool2D(Pool2D(kernel: 2, stride: 2)), "pooled"),
          Layer("halved", .convolution2D(depthwise(stride: 2)), "pool"),
          Layer("mean", .globalAveragePool, "halved"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
        ], labels: ["dry", "moist", "silence"]), .running,
      storage: [
        "slid": WeightStorage(.dense, strip: 3), "pooled": WeightStorage(.dense, strip: 4),
        "halved": WeightStorage(.dense, strip: 2),
      ])
  }

  /// Audio that is scored over a window, hop by hop, with a softmax behind.
  public static func listening() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "listening", inputs: [Input(name: "stream", kind: .waveform(rate: 8_000))],
        layers: [
          Layer(
            "conv",
            .convolution1D(Convolution1D(channels: 6, kernel: 5, stride: 2, padding: 2)), "stream"),
          Layer("relu", .relu, "conv"),
          Layer("pool", .maxPool1D(Pool1D(kernel: 2, stride: 2)), "relu"),
          Layer("deep", .convolution1D(Convolution1D(channels: 5, kernel: 3, padding: 1)), "pool"),
          Layer("mean", .globalAveragePool, "deep"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
          Layer("softmax", .softmax, "fc"),
        ]), .running, window: AverageWindow(rows: 4, hop: 2))
  }

  /// Deep layers that seldom have a row and then much to do, which is spread over the samples.
  public static func paced() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "paced", inputs: [Input(name: "stream", kind: .waveform(rate: 8_000))],
        layers: [
          Layer("conv", .convolution1D(Convolution1D(channels: 4, kernel: 6, stride: 3)), "stream"),
          Layer("relu", .relu, "conv"),
          Layer("pool", .maxPool1D(Pool1D(kernel: 4, stride: 4)), "relu"),
          Layer("deep", .convolution1D(Convolution1D(channels: 24, kernel: 3, padding: 1)), "pool"),
          Layer("deep_relu", .relu, "deep"),
          Layer("deeper", .convolution1D(Convolution1D(channels: 24, kernel: 1)), "deep_relu"),
          Layer("mean", .globalAveragePool, "deeper"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
        ]), .running, waitingRows: 9)
  }

  /// A first layer with a long window, so that many samples come before there is any work.
  public static func slowStart() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "slow_start", inputs: [Input(name: "stream", kind: .waveform(rate: 8_000))],
        layers: [
          Layer(
            "conv", .convolution1D(Convolution1D(channels: 8, kernel: 50, stride: 20)), "stream"),
          Layer("relu", .relu, "conv"),
          Layer("pool", .maxPool1D(Pool1D(kernel: 3, stride: 3)), "relu"),
          Layer("deep", .convolution1D(Convolution1D(channels: 24, kernel: 3)), "pool"),
          Layer("mean", .globalAveragePool, "deep"),
          Layer("fc", .fullyConnected(outputs: 3), "mean"),
        ]), .running, waitingRows: 70)
  }

  /// Branches that begin at the input, whose rows live from op to op, at a pace.
  public static func readTwice() throws -> SampleModel {
    let names = ["a", "b", "c"]
    let branches = names.enumerated().flatMap { index, name in
      [
        Layer(
          "\(name)_conv",
          .convolution1D(Convolution1D(channels: 6, kernel: 3 + index, stride: 2 + index)),
          "stream"),
        Layer(
          "\(name)_wide", .convolution1D(Convolution1D(channels: 24, kernel: 1)),
          "\(name)_conv"),
        Layer(
          "\(name)_deep", .convolution1D(Convolution1D(channels: 24, kernel: 1)),
          "\(name)_wide"),
        Layer("\(name)_mean", .globalAveragePool, "\(name)_deep"),
      ]
    }
    return try SampleModel(
      Network(
        name: "read_twice", inputs: [Input(name: "stream", kind: .waveform(rate: 8_000))],
        layers: branches + [
          Layer("concat", .concat, "a_mean", "b_mean", "c_mean"),
          Layer("fc", .fullyConnected(outputs: 3), "concat"),
        ]), .running, waitingRows: 30)
  }

  /// Two inputs of rows that meet before a pool, and audio that meets them behind it.
  public static func joined() throws -> SampleModel {
    try SampleModel(
      Network(
        name: "joined",
        inputs: [
          Input(name: "left", kind: .sequence(channels: 2, length: nil)),
          Input(name: "right", kind: .sequence(channels: 2, length: nil)),
          Input(name: "audio", kind: .waveform(rate: 8_000)),
        ],
        layers: [
          Layer("sum", .add, "left", "right"),
          Layer("concat", .concat, "sum", "left"),
          Layer("mean", .globalAveragePool, "concat"),
          Layer("conv", .convolution1D(Convolution1D(channels: 2, kernel: 4, stride: 2)), "audio"),
          Layer("audio_mean", .globalAveragePool, "conv"),
          Layer("both", .concat, "mean", "audio_mean"),
          Layer("fc", .fullyConnected(outputs: 2), "both"),
        ]), .clip)
  }
}

extension Layer {
  fileprivate init(_ name: String, _ operation: Graph.Operation, _ inputs: String...) {
    self.init(name: name, operation: operation, inputs: inputs)
  }
}
