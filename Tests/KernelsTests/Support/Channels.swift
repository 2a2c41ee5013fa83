import Kernels
import ModelFormat

/// Biases and factors of some output channels.
struct Channels {
  let parameters: [ChannelParameters]

  /// - Parameters:
  ///   - bound: of the sums without biases; below 2³¹. Once in four times the biases use all that it
  ///     leaves.
  ///   - bits: of most outputs.
  init(_ random: inout SplitMix64, count: Int, bound: Int, bits: Int) {
    let largest = random.pick([0, 1000, 1 << 20, Int(Int32.max)])
    let biasBound = min(largest, Int(Int32.max) - bound)
    parameters = (0..<count).map { _ in
      ChannelParameters(
        bias: Int32(random.edge(-biasBound...biasBound)),
        multiplier: random.multiplier(bound: bound + biasBound, bits: bits))
    }
  }

  /// requantise(bias + sum) of a channel.
  func exact(_ channel: Int, _ sum: Int, _ requantiser: Requantiser) -> Int {
    requantiser.exact(
      Int(parameters[channel].bias) + sum, parameters[channel].multiplier)
  }
}
