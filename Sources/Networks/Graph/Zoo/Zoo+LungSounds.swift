extension Zoo {
  /// A detector of lung sounds in the manner of AemNet-DW: 4 kHz, 64 learned bands by 10 ms frames,
  /// any length.
  ///
  /// Crackles and wheezes lie below 2 kHz, and a quarter of the usual rate gives the first
  /// convolution a window of 16 ms with as many weights.
  ///
  /// - Parameter classes: The number of logits.
  public static func lungDW(classes: Int = 4) -> Network {
    var builder = NetworkBuilder(from: "audio")
    builder.addNormalised(
      "conv1", .convolution1D(Convolution1D(channels: 32, kernel: 65, stride: 8, padding: 32)))
    builder.addNormalised(
      "conv2", .convolution1D(Convolution1D(channels: 64, kernel: 5, padding: 2)))
    builder.add("pool2", .maxPool1D(Pool1D(kernel: 5, stride: 5)))
    builder.add("transpose", .transpose)
    builder.addSeparable("conv3", from: 1, to: 16)
    builder.addMaxPool2D("pool3")
    var inputs = 16
    for (first, second, channels) in [(4, 5, 32), (6, 7, 64), (8, 9, 128)] {
      builder.addSeparable("conv\(first)", from: inputs, to: channels)
      builder.addSeparable("conv\(second)", from: channels, to: channels)
      builder.addMaxPool2D("pool\(second)")
      inputs = channels
    }
    builder.add("global_pool", .globalAveragePool)
    builder.add("dropout", .dropout(rate: 0.2))
    builder.add("fc", .fullyConnected(outputs: classes))
    return Network(
      name: "lung-dw", inputs: [Input(name: "audio", kind: .waveform(rate: 4_000))],
      layers: builder.layers)
  }
}
