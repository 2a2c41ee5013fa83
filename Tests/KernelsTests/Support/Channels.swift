import FixedPoint
import Kernels
import ModelFormat

/// Biases and factors of some output channels.
struct Channels {
  let parameters: [ChannelParameters]
  /// As a file has them.
  private let bytes: [UInt8]
  private let form: ChannelForm
  private let biasShift: Int32
  private let factorShift: Int32

  /// - Parameters:
  ///   - bound: of the sums without biases; below 2³¹. Once in four times the biases use all that it
  ///     leaves.
  ///   - bits: of most outputs.
  init(_ random: inout SplitMix64, count: Int, bound: Int, bits: Int) {
    let biasBound = 1 << 24
    if bound + biasBound < Int(Int32.max), random.happens(oneIn: 2) {
      self.init(
        packed: &random, count: count,
        random.multiplier(bound: bound + biasBound, bits: bits))
    } else {
      self.init(whole: &random, count: count, bound: bound, bits: bits)
    }
  }

  /// In a short form, with factors of up to a multiplier.
  private init(packed random: inout SplitMix64, count: Int, _ multiplier: Multiplier) {
    form = random.happens(oneIn: 2) ? .short : .medium
    factorShift = max(multiplier.shift, -28)
    biasShift = Int32(random.number(-2...5))
    let each = form.channelBytes
    var bytes = (0..<count * each).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    if form == .short {
      // Exponents of up to three: the highest five bits.
      for channel in 0..<count { bytes[channel * each + 3] &= 0x1F }
    }
    self.bytes = bytes
    var table = ChannelTable(
      form, position: 0, channels: count, biasShift: biasShift, factorShift: factorShift)
    parameters = (0..<count).map { table.channel($0, in: bytes.span) }
  }

  private init(whole random: inout SplitMix64, count: Int, bound: Int, bits: Int) {
    let largest = random.pick([0, 1000, 1 << 20, Int(Int32.max)])
    let biasBound = min(largest, Int(Int32.max) - bound)
    parameters = (0..<count).map { _ in
      ChannelParameters(
        bias: Int32(random.edge(-biasBound...biasBound)),
        multiplier: random.multiplier(bound: bound + biasBound, bits: bits))
    }
    form = .whole
    biasShift = 0
    factorShift = 0
    let words = parameters.map { Int($0.bias) } + parameters.map { Int($0.multiplier.q31) }
    bytes =
      littleEndian(words, bytes: 4)
      + littleEndian(parameters.map { Int($0.multiplier.shift) }, bytes: 1)
  }

  /// Lays the parameters down in a file.
  func place(in file: inout PoisonedMemory) -> ChannelTable {
    ChannelTable(
      form, position: file.place(bytes.map(Int.init), bytes: 1), channels: parameters.count,
      biasShift: biasShift, factorShift: factorShift)
  }

  /// requantise(bias + sum) of a channel.
  func exact(_ channel: Int, _ sum: Int, _ requantiser: Requantiser) -> Int {
    requantiser.exact(
      Int(parameters[channel].bias) + sum, parameters[channel].multiplier)
  }
}
