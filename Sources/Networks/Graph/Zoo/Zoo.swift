/// The published networks, ready to be trained or counted.
///
/// A layer is called after the publication's row: `conv4_pointwise`, then `conv4_pointwise_norm`
/// and `conv4_pointwise_relu`; a pool bears the number of the convolution in front of it. Names
/// have no dots, so that each is one PyTorch module. Networks end in logits and have no labels,
/// unless their documentation says otherwise.
public enum Zoo {
  /// The front end of the AemNet family: how it goes from samples to 10 ms frames.
  public enum LLF: Equatable, Sendable {
    /// conv1 with kernel 33 and stride 16, then a max-pool of 5.
    case configuration1
    /// conv1 with kernel 9 and stride 4, then a max-pool of 20.
    case configuration2

    var kernel: Int { self == .configuration1 ? 33 : 9 }
    var stride: Int { self == .configuration1 ? 16 : 4 }
  }
}
