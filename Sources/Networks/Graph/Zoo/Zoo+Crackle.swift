extension Zoo {
  /// One input of a crackle detector: a log-mel picture [1, frames, 45 bands] of a breathing
  /// cycle or of a part of it, in frames of 512 samples at 16 kHz.
  public struct CrackleBranch: Equatable, Sendable {
    public var name: String
    public var frames: Int

    /// The whole cycle: 131,960 samples, 257 frames.
    public static let cycle = CrackleBranch(name: "cycle", frames: cycleSamples / 512)

    /// The first part of the cycle, split at part : whole with 0 < part < whole ≤ 100; 85 frames
    /// at 1 : 3.
    public static func inspiration(_ part: Int, of whole: Int) -> CrackleBranch {
      CrackleBranch(name: "inspiration", frames: samples(part, of: whole) / 512)
    }

    /// What remains of the cycle after the inspiration, split alike; 171 frames at 1 : 3.
    public static func expiration(_ part: Int, of whole: Int) -> CrackleBranch {
      CrackleBranch(
        name: "expiration", frames: (cycleSamples - samples(part, of: whole)) / 512)
    }

    private static let cycleSamples = 131_960

    private static func samples(_ part: Int, of whole: Int) -> Int {
      precondition(0 < part && part < whole && whole <= 100, "split a cycle at part : whole ≤ 100")
      return cycleSamples * part / whole
    }
  }

  /// The crackle detector: per branch, seven blocks of batch norm → 3×3 convolution → ReLU, pooled.
  ///
  /// The published totals hold with a bias in the convolutions and no pooling between blocks.
  /// One branch ends in logits. Several branches, each a copy of the backbone with parameters of
  /// its own, are concatenated after their global pools and end in a softmax, as published.
  public static func crackle(
    classes: Int = 4, branches: [CrackleBranch] = [.cycle]
  ) -> Network {
    var builder = NetworkBuilder(from: branches.first?.name ?? "")
    var pooled: [String] = []
    for branch in branches {
      let prefix = branches.count == 1 ? "" : "\(branch.name)_"
      builder.last = branch.name
      for (index, channels) in [64, 64, 256, 256, 256, 512, 512].enumerated() {
        let block = "\(prefix)block\(index + 1)"
        builder.add("\(block)_norm", .batchNorm())
        builder.add("\(block)_conv", .squareConvolution(3, to: channels, bias: true))
        builder.add("\(block)_relu", .relu)
      }
      builder.add("\(prefix)global_pool", .globalAveragePool)
      pooled.append(builder.last)
    }
    if branches.count > 1 { builder.add("concat", .concat, from: pooled) }
    builder.add("fc", .fullyConnected(outputs: classes))
    if branches.count > 1 { builder.add("softmax", .softmax) }
    return Network(
      name: branches.count == 1 ? "crackle" : "crackle-multi-input",
      inputs: branches.map {
        Input(name: $0.name, kind: .picture(channels: 1, height: $0.frames, width: 45))
      },
      layers: builder.layers)
  }
}
