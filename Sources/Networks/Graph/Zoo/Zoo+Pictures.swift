extension Zoo {
  /// The cough CNN: four 5×5 blocks over the log-mel picture [1, 41 frames, 128 bands] of 2 s.
  ///
  /// As published, the LeakyReLU stands after the last layer too, on the logits. The figures hold
  /// with a bias in every convolution and fully connected layer.
  public static func coughCNN(classes: Int = 3) -> Network {
    var builder = NetworkBuilder(from: "log_mel")
    for (index, channels) in [32, 64, 128, 256].enumerated() {
      let name = "conv\(index + 1)"
      builder.addNormalised(name, .squareConvolution(5, to: channels, bias: true), relu: false)
      builder.add("\(name)_leaky", .leakyReLU())
      builder.addMaxPool2D("pool\(index + 1)")
    }
    builder.add("flatten", .flatten)
    for (index, (rate, outputs)) in [(0.75, 1024), (0.5, 256)].enumerated() {
      builder.add("dropout\(index + 1)", .dropout(rate: rate))
      builder.add("fc\(index + 1)", .fullyConnected(outputs: outputs))
      builder.add("fc\(index + 1)_leaky", .leakyReLU())
    }
    builder.add("fc3", .fullyConnected(outputs: classes))
    builder.add("fc3_leaky", .leakyReLU())
    return Network(
      name: "cough-cnn",
      inputs: [Input(name: "log_mel", kind: .picture(channels: 1, height: 41, width: 128))],
      layers: builder.layers)
  }

  /// The chest X-ray CNN: four blocks of two 3×3 convolutions over a picture [3, 224, 224].
  ///
  /// A global average pool stands for the adaptive one, a max-pool between the blocks only, and
  /// nothing between the two fully connected layers.
  public static func chestXRay(classes: Int = 3) -> Network {
    var builder = NetworkBuilder(from: "picture")
    for (index, channels) in [32, 64, 128, 256].enumerated() {
      if index > 0 { builder.addMaxPool2D("pool\(index)") }
      for half in 1...2 {
        let name = "block\(index + 1)_conv\(half)"
        builder.add(name, .squareConvolution(3, to: channels, bias: true))
        builder.add("\(name)_relu", .relu)
      }
    }
    builder.add("global_pool", .globalAveragePool)
    builder.add("fc1", .fullyConnected(outputs: 10))
    builder.add("fc2", .fullyConnected(outputs: classes))
    return Network(
      name: "chest-xray",
      inputs: [Input(name: "picture", kind: .picture(channels: 3, height: 224, width: 224))],
      layers: builder.layers)
  }
}
