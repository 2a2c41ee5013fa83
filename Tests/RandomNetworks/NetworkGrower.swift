import Basics
import Graph

/// Grows a random network layer by layer.
struct NetworkGrower {
  var random: SplitMix64
  private(set) var inputs: [Input] = []
  private(set) var layers: [Layer] = []

  init(random: SplitMix64) {
    self.random = random
  }

  mutating func chance(_ probability: Double) -> Bool { random.nextUnit() < probability }
  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }
  mutating func pick<Value>(_ values: [Value]) -> Value {
    values[number(0...values.count - 1)]
  }

  mutating func addInput(_ kind: InputKind) -> Place {
    let name = "input\(inputs.count)"
    inputs.append(Input(name: name, kind: kind))
    let frame =
      switch kind {
      case .waveform: Frame(channels: 1, rows: nil)
      case .sequence(let channels, let length): Frame(channels: channels, rows: length)
      case .picture(let channels, let height, let width):
        Frame(channels: channels, across: width, rows: height)
      }
    return Place(name: name, frame: frame)
  }

  mutating func append(
    _ operation: Graph.Operation, _ sources: [Place], _ change: (inout Place) -> Void = { _ in }
  ) -> Place {
    var place = sources[0]
    place.name = "layer\(layers.count)"
    change(&place)
    layers.append(Layer(name: place.name, operation: operation, inputs: sources.map(\.name)))
    return place
  }
}

// Layers that slide

extension NetworkGrower {
  /// A kernel of any shape that fits; nil where the stride would grow too long.
  mutating func slide(over size: Int?, stride soFar: Int, isPool: Bool) -> Slide? {
    let kernel = pick([1, 1, 2, 3, 3, 3, 4, 5])
    let stride = soFar >= 12 ? 1 : pick([1, 1, 1, 2, 2, 3, kernel])
    let padding = chance(0.5) ? 0 : number(0...(isPool ? kernel / 2 : kernel - 1))
    let slide = Slide(kernel: kernel, stride: stride, padding: padding)
    guard slide.fits(size ?? kernel) else { return nil }
    return slide
  }

  /// The kernel of a window that keeps all sizes.
  mutating func centred() -> Slide { .centred(pick([1, 3, 3, 5])) }

  /// Slides over a place; `across` is for pictures only.
  func slid(_ place: inout Place, _ time: Slide, _ across: Slide) {
    place.frame.rows = place.frame.rows.map(time.positions)
    place.frame.across = place.frame.across.map(across.positions)
    place.stride *= time.stride
  }

  mutating func convolution(
    _ source: Place, _ time: Slide, _ across: Slide, channels: Int, groups: Int
  ) -> Place {
    let bias = chance(0.5)
    let operation: Graph.Operation =
      source.frame.across == nil
      ? .convolution1D(
        Convolution1D(
          channels: channels, kernel: time.kernel, stride: time.stride, padding: time.padding,
          groups: groups, bias: bias))
      : .convolution2D(
        Convolution2D(
          channels: channels, kernel: size(source, time.kernel, across.kernel),
          stride: size(source, time.stride, across.stride),
          padding: size(source, time.padding, across.padding), groups: groups, bias: bias))
    let grower = self
    return append(operation, [source]) { place in
      grower.slid(&place, time, across)
      place.frame.channels = channels
    }
  }

  mutating func pool(_ source: Place, _ time: Slide, _ across: Slide, isMax: Bool) -> Place {
    let operation: Graph.Operation
    if source.frame.across == nil {
      let pool = Pool1D(kernel: time.kernel, stride: time.stride, padding: time.padding)
      operation = isMax ? .maxPool1D(pool) : .averagePool1D(pool)
    } else {
      let pool = Pool2D(
        kernel: size(source, time.kernel, across.kernel),
        stride: size(source, time.stride, across.stride),
        padding: size(source, time.padding, across.padding))
      operation = isMax ? .maxPool2D(pool) : .averagePool2D(pool)
    }
    let grower = self
    return append(operation, [source]) { grower.slid(&$0, time, across) }
  }

  private func size(_ place: Place, _ time: Int, _ across: Int) -> Size2D {
    place.frame.isTimeAcross
      ? Size2D(height: across, width: time) : Size2D(height: time, width: across)
  }

  /// Output channels and groups: dense, grouped, depthwise, or depthwise with a multiplier.
  mutating func channelsAndGroups(_ inputs: Int) -> (channels: Int, groups: Int) {
    switch number(0...5) {
    case 0: return (inputs, inputs)
    case 1: return (min(inputs * number(2...3), 12), inputs)
    case 2:
      let groups = pick((1...inputs).filter { inputs % $0 == 0 })
      return (groups * number(1...max(1, 8 / groups)), groups)
    default: return (number(1...9), 1)
    }
  }
}

// Steps

extension NetworkGrower {
  /// One random step from a sequence or a picture.
  mutating func step(_ place: Place) -> Place {
    switch number(0...19) {
    case 0...6: return normalised(anyConvolution(place))
    case 7...9: return anyPool(place, isMax: true)
    case 10: return anyPool(place, isMax: false)
    case 11: return append(.batchNorm(), [place])
    case 12: return activation(place)
    case 13: return append(.dropout(rate: 0.3), [place])
    case 14, 15: return residual(place)
    case 16: return concatenation(place)
    case 17 where place.frame.across == nil && place.frame.channels <= 12:
      return append(.transpose, [place]) { place in
        place.frame.across = place.frame.channels
        place.frame.channels = 1
        place.frame.isTimeAcross = true
      }
    default:
      // What the fused schedule likes: a convolution, an activation, a pool that tiles.
      let convolved = activation(append(.batchNorm(), [anyConvolution(place)]))
      let kernel = number(2...3)
      let tile = Slide(kernel: kernel, stride: kernel, padding: 0)
      guard tile.fits(convolved.frame.rows ?? kernel), tile.fits(convolved.frame.across ?? kernel)
      else { return convolved }
      return pool(convolved, tile, tile, isMax: true)
    }
  }

  private mutating func anyConvolution(_ place: Place) -> Place {
    guard let time = slide(over: place.frame.rows, stride: place.stride, isPool: false),
      let across = slide(over: place.frame.across, stride: 1, isPool: false)
    else { return place }
    var (channels, groups) = channelsAndGroups(place.frame.channels)
    channels = channels / groups * groups
    return convolution(place, time, across, channels: max(channels, groups), groups: groups)
  }

  private mutating func anyPool(_ place: Place, isMax: Bool) -> Place {
    guard let time = slide(over: place.frame.rows, stride: place.stride, isPool: true),
      let across = slide(over: place.frame.across, stride: 1, isPool: true)
    else { return place }
    return pool(place, time, across, isMax: isMax)
  }

  mutating func activation(_ place: Place) -> Place {
    let clamp: Graph.Operation = pick([
      .relu, .relu, .relu6, .leakyReLU(slope: pick([0.01, 0.3, 1.5, 0])),
    ])
    // Each fifth layer may be a curve, one after the other.
    let (turn, rest) = layers.count.quotientAndRemainder(dividingBy: 5)
    let curves = Curve.allCases
    return append(
      rest == 4 ? .curve(curves[(turn + place.frame.channels) % curves.count]) : clamp, [place])
  }

  private mutating func normalised(_ place: Place) -> Place {
    var place = place
    if chance(0.5) { place = append(.batchNorm(), [place]) }
    if chance(0.6) { place = activation(place) }
    return place
  }

  /// Branches of different delay that meet again, perhaps after a stride that both take.
  private mutating func residual(_ place: Place) -> Place {
    let stride = chance(0.3) && place.stride < 8 ? 2 : 1
    let channels = stride == 1 ? place.frame.channels : number(1...6)
    var branches: [Place] = []
    for _ in 0..<number(1...2) {
      var branch = convolution(
        place, .centred(pick([1, 3, 5]), stride: stride), .centred(3, stride: stride),
        channels: channels, groups: 1)
      if chance(0.5) { branch = normalised(branch) }
      if chance(0.3) {
        branch = pool(branch, centred(), .centred(3), isMax: chance(0.5))
      }
      if chance(0.5) {
        branch = convolution(branch, centred(), centred(), channels: channels, groups: channels)
      }
      branches.append(branch)
    }
    branches.append(
      stride == 1
        ? place
        : convolution(
          place, .centred(1, stride: 2), .centred(1, stride: 2), channels: channels, groups: 1))
    branches = chance(0.5) ? branches : branches.reversed()
    return chance(0.7)
      ? normalised(append(layers.count % 4 == 3 ? .multiply : .add, branches))
      : concatenated(branches)
  }

  mutating func concatenated(_ places: [Place]) -> Place {
    append(.concat, places) { place in
      place.frame.channels = places.reduce(0) { $0 + $1.frame.channels }
    }
  }

  /// Two to four parts, one of them perhaps twice.
  private mutating func concatenation(_ place: Place) -> Place {
    guard place.frame.channels <= 8 else { return place }
    var parts = [place]
    for _ in 0..<number(1...3) {
      parts.append(
        chance(0.4)
          ? pick(parts)
          : convolution(place, centred(), centred(), channels: number(1...4), groups: 1))
    }
    return concatenated(parts)
  }

  /// One random step from a vector.
  mutating func vectorStep(_ place: Place) -> Place {
    switch number(0...6) {
    case 0: return append(.batchNorm(), [place])
    case 1: return activation(place)
    case 2: return append(.dropout(rate: 0.1), [place])
    case 3:
      let branch = fullyConnected(place, outputs: place.frame.channels)
      return append(.add, chance(0.5) ? [place, branch] : [branch, place, branch])
    case 4: return place.frame.channels > 20 ? place : concatenated([place, place])
    default: return fullyConnected(place, outputs: number(1...10))
    }
  }

  mutating func fullyConnected(_ place: Place, outputs: Int) -> Place {
    append(.fullyConnected(outputs: outputs, bias: chance(0.7)), [place]) {
      $0.frame = .vector(outputs)
    }
  }

  /// A sequence or picture as a vector.
  mutating func pooled(_ place: Place) -> Place {
    if let elements = place.frame.elements, elements <= 240, chance(0.5) {
      return append(.flatten, [place]) { $0.frame = .vector(elements) }
    }
    return append(.globalAveragePool, [place]) { $0.frame = .vector($0.frame.channels) }
  }
}
