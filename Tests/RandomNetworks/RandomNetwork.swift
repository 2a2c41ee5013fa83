package import Basics
package import Graph

/// A random network with every operation, in sizes that an oracle computes at once.
package struct RandomNetwork {
  package var network: Network
  package var parameters: Parameters
  /// What the rest of a trial draws from.
  package var random: SplitMix64

  /// Draws until a network is valid.
  package init(seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0x9E37_79B9 &+ 1)
    while true {
      let seed = random.next()
      let network = Self.grow(SplitMix64(seed: seed))
      guard let parameters = try? Parameters.seeded(for: network, seed: seed) else { continue }
      self.network = network
      self.parameters = parameters
      self.random = random
      strain()
      return
    }
  }

  private static func grow(_ random: SplitMix64) -> Network {
    var grower = NetworkGrower(random: random)
    let count = grower.pick([1, 1, 1, 2, 2, 3])
    var heads: [Place] = []
    if count > 1, grower.chance(0.5) {
      heads = [grower.joinedInputs(count)]
    } else {
      for _ in 0..<count { heads.append(grower.anyInput()) }
    }
    let vectors = heads.map { head in
      var place = head
      for _ in 0..<grower.number(1...(count > 1 ? 3 : 6)) { place = grower.step(place) }
      return grower.pooled(place)
    }
    var output = grower.meet(vectors)
    for _ in 0..<grower.number(0...3) { output = grower.vectorStep(output) }
    if grower.chance(0.3) { output = grower.append(.softmax, [output]) }
    let labels =
      grower.chance(0.3) ? (0..<output.frame.channels).map { "label \($0)" } : []
    return Network(
      name: "random", inputs: grower.inputs, layers: grower.layers, labels: labels)
  }

  /// Gives some layers the extremes: channels of zeros, of tiny and of huge weights; large biases;
  /// batch norms of tiny variance.
  private mutating func strain() {
    for name in parameters.tensors.keys.sorted() {
      guard random.nextUnit() < 0.15, var tensor = parameters[name] else { continue }
      let channels = tensor.shape[0]
      let each = tensor.values.count / channels
      let channel = Int.random(in: 0..<channels, using: &random)
      let factors: [Float] =
        name.hasSuffix(".running_var") ? [1e-9, 1e6] : [0, 0, 1e-6, 1e-12, 30, 1e4, -1]
      let factor = factors[Int.random(in: 0..<factors.count, using: &random)]
      for index in channel * each..<(channel + 1) * each { tensor.values[index] *= factor }
      parameters[name] = tensor
    }
  }
}

extension NetworkGrower {
  fileprivate mutating func anyInput() -> Place {
    switch number(0...5) {
    case 0, 1: addInput(.waveform(rate: 240))
    case 2: addInput(.sequence(channels: number(1...6), length: nil))
    case 3: addInput(.sequence(channels: number(1...6), length: number(1...24)))
    default:
      addInput(
        .picture(channels: number(1...3), height: number(1...14), width: number(1...9)))
    }
  }

  /// Inputs that meet before any pooling, brought to one shape by strided convolutions.
  fileprivate mutating func joinedInputs(_ count: Int) -> Place {
    let channels = number(1...4)
    let isFixed = chance(0.3)
    let rows = number(4...20)
    let width = number(1...6)
    let isPicture = isFixed && chance(0.5)
    var places: [Place] = []
    for _ in 0..<count {
      if isPicture {
        let source = addInput(.picture(channels: number(1...2), height: rows, width: width))
        places.append(convolution(source, centred(), centred(), channels: channels, groups: 1))
      } else if isFixed {
        let source = addInput(.sequence(channels: number(1...4), length: rows))
        places.append(
          convolution(source, centred(), centred(), channels: channels, groups: 1))
      } else if chance(0.6) {
        let stride = pick([1, 2, 3, 4])
        let source = addInput(.waveform(rate: 100 * stride))
        places.append(
          convolution(
            source, .centred(pick([1, 3, 5]), stride: stride), centred(), channels: channels,
            groups: 1))
      } else {
        let source = addInput(.sequence(channels: channels, length: nil))
        places.append(
          chance(0.4)
            ? source
            : convolution(source, centred(), centred(), channels: channels, groups: 1))
      }
    }
    return meet(places)
  }

  /// Adds or concatenates; vectors of other sizes are brought to one first.
  fileprivate mutating func meet(_ places: [Place]) -> Place {
    guard places.count > 1 else { return places[0] }
    if chance(0.5) { return concatenated(places) }
    if places.allSatisfy({ $0.frame.channels == places[0].frame.channels }) {
      return append(.add, places)
    }
    let outputs = number(1...6)
    return append(.add, places.map { fullyConnected($0, outputs: outputs) })
  }
}
