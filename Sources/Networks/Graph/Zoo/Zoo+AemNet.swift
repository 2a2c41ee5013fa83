extension Zoo {
  /// AemNet: nine 3×3 convolutions over learned bands; 16 kHz, any length.
  ///
  /// The last convolution has one channel per class and is pooled into the logits. Its dropout
  /// stands in front of it, so that it never falls on a logit.
  ///
  /// - Parameters:
  ///   - width: Scales conv3 to conv10, required in (0, 64]; channels are rounded, at least 1.
  ///   - classes: The number of logits.
  ///   - llf: The front end.
  public static func aemNet(
    width: Double = 1, classes: Int = 10, llf: LLF = .configuration1
  ) -> Network {
    var builder = frontEnd(llf)
    builder.addStages([32, 64, 128, 256].map { scaled($0, by: width) }) {
      $0.addNormalised($1, .squareConvolution(3, to: $3))
    }
    builder.addNormalised("conv10", .squareConvolution(3, to: scaled(512, by: width)))
    builder.addNormalised("conv11", .squareConvolution(3, to: 512))
    builder.addMaxPool2D("pool11")
    builder.add("dropout", .dropout(rate: 0.2))
    builder.add("conv12", .squareConvolution(1, to: classes, bias: true))
    builder.add("global_pool", .globalAveragePool)
    return audioNetwork("aemnet", builder)
  }

  /// AemNet-DW: depthwise separable blocks and an embedding; 16 kHz, any length.
  ///
  /// The embedding is `global_pool`'s output; conv12 has neither batch norm nor ReLU, so pooling
  /// and conv12 commute. The published model for DCASE 2021 is width 0.5 with configuration 2.
  ///
  /// - Parameters:
  ///   - width: Scales conv3 to conv11, required in (0, 64]; channels are rounded, at least 1.
  ///   - classes: The number of logits.
  ///   - llf: The front end.
  ///   - embedding: The channels of conv12.
  public static func aemNetDW(
    width: Double = 1, classes: Int = 10, llf: LLF = .configuration1, embedding: Int = 512
  ) -> Network {
    var builder = frontEnd(llf)
    builder.addStages([32, 64, 128, 256, 512].map { scaled($0, by: width) }) {
      $0.addSeparable($1, from: $2, to: $3)
    }
    builder.add("conv12", .squareConvolution(1, to: embedding, bias: true))
    builder.add("global_pool", .globalAveragePool)
    builder.add("dropout", .dropout(rate: 0.2))
    builder.add("fc", .fullyConnected(outputs: classes))
    return audioNetwork("aemnet-dw", builder)
  }

  /// AemResNet: a ResNet-18 over learned bands; 16 kHz, any length.
  ///
  /// - Parameters:
  ///   - width: Scales conv3 and the four stages, in (0, 64]; channels are rounded, at least 1.
  ///   - classes: The number of logits.
  ///   - llf: The front end.
  ///   - embedding: The outputs of `fc1`, the first of the two fully connected layers.
  public static func aemResNet(
    width: Double = 1, classes: Int = 10, llf: LLF = .configuration1, embedding: Int = 512
  ) -> Network {
    var builder = frontEnd(llf)
    builder.addNormalised("conv3", .squareConvolution(3, to: scaled(64, by: width)))
    builder.addMaxPool2D("pool3")
    for (stage, base) in [(1, 64), (2, 128), (3, 256), (4, 512)] {
      let channels = scaled(base, by: width)
      builder.addBasicBlock("stage\(stage)_block1", to: channels, halving: stage > 1)
      builder.addBasicBlock("stage\(stage)_block2", to: channels, halving: false)
    }
    builder.add("global_pool", .globalAveragePool)
    builder.add("fc1", .fullyConnected(outputs: embedding))
    builder.add("dropout", .dropout(rate: 0.2))
    builder.add("fc2", .fullyConnected(outputs: classes))
    return audioNetwork("aemresnet", builder)
  }

  /// 16 kHz samples to a picture of 128 learned bands by 10 ms frames.
  private static func frontEnd(_ llf: LLF) -> NetworkBuilder {
    let conv1 = Convolution1D(
      channels: 64, kernel: llf.kernel, stride: llf.stride, padding: llf.kernel / 2)
    let conv2 = Convolution1D(channels: 128, kernel: 5, stride: 2, padding: 2)
    return frontEnd(conv1, conv2, pool: 160 / (conv1.stride * conv2.stride))
  }

  /// Samples to a picture of as many learned bands as `conv2` has channels.
  static func frontEnd(
    _ conv1: Convolution1D, _ conv2: Convolution1D, pool: Int
  ) -> NetworkBuilder {
    var builder = NetworkBuilder(from: "audio")
    builder.addNormalised("conv1", .convolution1D(conv1))
    builder.addNormalised("conv2", .convolution1D(conv2))
    builder.add("pool2", .maxPool1D(Pool1D(kernel: pool, stride: pool)))
    builder.add("transpose", .transpose)
    return builder
  }

  static func audioNetwork(
    _ name: String, _ builder: NetworkBuilder, rate: Int = 16_000
  ) -> Network {
    Network(
      name: name, inputs: [Input(name: "audio", kind: .waveform(rate: rate))],
      layers: builder.layers)
  }

  private static func scaled(_ channels: Int, by width: Double) -> Int {
    precondition(isWidth(width), "the width must be in (0, 64]")
    return max(1, Int((Double(channels) * width).rounded()))
  }

  static func isWidth(_ width: Double) -> Bool { width > 0 && width <= 64 }
}

extension NetworkBuilder {
  /// Two 3×3 convolutions beside a shortcut; where the map is halved, a 1×1 convolution.
  fileprivate mutating func addBasicBlock(_ name: String, to channels: Int, halving: Bool) {
    let input = last
    let stride: Size2D = halving ? 2 : 1
    addNormalised("\(name)_conv1", .squareConvolution(3, to: channels, stride: stride))
    addNormalised("\(name)_conv2", .squareConvolution(3, to: channels), relu: false)
    let main = last
    var shortcut = input
    if halving {
      last = input
      addNormalised(
        "\(name)_shortcut", .squareConvolution(1, to: channels, stride: stride), relu: false)
      shortcut = last
    }
    add("\(name)_add", .add, from: [main, shortcut])
    add("\(name)_relu", .relu)
  }
}
