extension Zoo {
  /// A detector of lung sounds in the manner of AemNet-DW: 4 kHz, 64 learned bands by 10 ms frames,
  /// any length.
  ///
  /// Crackles and wheezes lie below 2 kHz, and a quarter of the usual rate gives the first
  /// convolution a window of 16 ms with as many weights.
  ///
  /// - Parameter classes: The number of logits.
  public static func lungDW(classes: Int = 4) -> Network {
    var builder = frontEnd(
      Convolution1D(channels: 32, kernel: 65, stride: 8, padding: 32),
      Convolution1D(channels: 64, kernel: 5, padding: 2), pool: 5)
    builder.addStages([16, 32, 64, 128]) { $0.addSeparable($1, from: $2, to: $3) }
    builder.add("global_pool", .globalAveragePool)
    builder.add("dropout", .dropout(rate: 0.2))
    builder.add("fc", .fullyConnected(outputs: classes))
    return audioNetwork("lung-dw", builder, rate: 4_000)
  }
}
