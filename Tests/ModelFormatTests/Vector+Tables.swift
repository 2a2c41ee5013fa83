import ModelFormat
import SampleModels

private typealias Input = Layout.Input
private typealias Tensor = Layout.Tensor
private typealias Edge = Layout.Edge

/// Records of inputs, tensors and edges.
extension Vector {
  static let tensors: [Vector] = [
    Vector(
      "no channels", SampleModel.audio, tensor(2, Tensor.channels), UInt16(0),
      .badValue(.dimension, value: 0)),
    Vector(
      "too many channels", SampleModel.audio, tensor(2, Tensor.channels), UInt16(16_385),
      .badValue(.dimension, value: 16_385)),
    Vector(
      "no width", SampleModel.audio, tensor(2, Tensor.width), UInt16(0),
      .badValue(.dimension, value: 0)),
    Vector(
      "no ring", SampleModel.audio, tensor(2, Tensor.capacity), UInt16(0),
      .badValue(.dimension, value: 0)),
    Vector(
      "element", SampleModel.audio, tensor(0, Tensor.elementBytes), UInt8(3),
      .badValue(.element, value: 3)),
    Vector(
      "int16 output", SampleModel.audio, tensor(1, Tensor.elementBytes), UInt8(2),
      .badValue(.element, value: 2)),
    Vector(
      "row too long", SampleModel.audio,
      {
        $0.write(UInt16(1_024), at: $0.tensor(2, Tensor.channels))
        $0.write(UInt16(16_384), at: $0.tensor(2, Tensor.width))
        $0.write(UInt32(Layout.longestArena), at: Layout.Header.arenaBytes)
      }, .outOfBounds(value: 1 << 24, limit: 1 << 23), at: tensor(2, Tensor.channels)),
    Vector(
      "ring beyond 31 bits", SampleModel.audio,
      {
        $0.write(UInt16(512), at: $0.tensor(2, Tensor.channels))
        $0.write(UInt16(16_384), at: $0.tensor(2, Tensor.width))
        $0.write(UInt16(256), at: $0.tensor(2, Tensor.capacity))
      }, .badValue(.capacity, value: 256), at: tensor(2, Tensor.capacity)),
    Vector(
      "ring in the cursors", SampleModel.audio, tensor(2, Tensor.arenaOffset),
      outOfArena: { $0.stateBytes - 1 }),
    Vector(
      "ring behind the arena", SampleModel.audio, tensor(2, Tensor.arenaOffset),
      outOfArena: { $0.arenaBytes + 1 }),
    Vector(
      "ring leaves the arena", SampleModel.audio, tensor(2, Tensor.arenaOffset),
      outOfArena: { $0.arenaBytes - $0.ringBytes(2) + 1 }),
    Vector(
      "negative ring", SampleModel.audio, tensor(2, Tensor.arenaOffset), outOfArena: { _ in -1 }),
    Vector(
      "first slot", SampleModel.audio, tensor(2, Tensor.firstSlot), UInt16(3),
      .outOfBounds(value: 3, limit: 3)),
    Vector(
      "scale of zero", SampleModel.audio, tensor(2, Tensor.scale), Float(0).bitPattern,
      .badValue(.scale, value: 0)),
    Vector(
      "negative scale", SampleModel.audio, tensor(2, Tensor.scale), Float(-1).bitPattern,
      .badValue(.scale, value: 0)),
    Vector(
      "infinite scale", SampleModel.audio, tensor(2, Tensor.scale), Float.infinity.bitPattern,
      .badValue(.scale, value: 0)),
    Vector(
      "scale not a number", SampleModel.audio, tensor(2, Tensor.scale), Float.nan.bitPattern,
      .badValue(.scale, value: 0)),
    Vector(
      "several rows of scores", SampleModel.audio,
      {
        $0.write(UInt16(2), at: $0.tensor(6, Tensor.capacity))
        $0.write(UInt32($0.stateBytes), at: $0.tensor(6, Tensor.arenaOffset))
      }, .badValue(.output, value: 2), at: tensor(6, 0)),
  ]

  static let inputs: [Vector] =
    [
      Vector(
        "standardisation", SampleModel.audio, input(0, Input.standardisation), UInt8(3),
        .badValue(.standardisation, value: 3)),
      Vector(
        "standardised rows", SampleModel.residual, input(0, Input.standardisation), UInt8(1),
        .badValue(.standardisation, value: 1)),
      Vector(
        "standardised pairs", SampleModel.audio,
        {
          $0.write(UInt16(2), at: $0.tensor(0, Tensor.channels))
          $0.write(UInt16(1), at: $0.tensor(0, Tensor.capacity))
        }, .badValue(.standardisation, value: 1), at: input(0, 0)),
      Vector(
        "least deviation", SampleModel.audio, input(0, Input.minimumDeviation),
        UInt32(1 << 19 + 1), .badValue(.standardisation, value: 1 << 19 + 1)),
      Vector(
        "first deviation", SampleModel.separable, input(0, Input.initialDeviation), UInt32.max,
        .badValue(.standardisation, value: -1)),
      Vector(
        "statistics in the cursors", SampleModel.audio, input(0, Input.memory),
        outOfArena: { $0.stateBytes - 1 }),
      Vector(
        "statistics leave the arena", SampleModel.separable, input(0, Input.memory),
        outOfArena: { $0.arenaBytes - Layout.statisticsBytes + 1 }),
    ]
    + [
      ("rate", Input.samplesPerSecond, Layout.highestRate),
      ("fixed rows", Input.fixedRows, Layout.mostRows),
      ("minimum rows", Input.minimumRows, Layout.mostRows),
    ].flatMap { name, field, limit in
      [-1, limit + 1, Int(Int32.max)].map { value in
        Vector(
          "\(name) of \(value)", SampleModel.audio, input(0, field), Int32(value),
          .outOfBounds(value: value, limit: limit))
      }
    }

  static let edges: [Vector] = [
    Vector(
      "op of an edge", SampleModel.audio, edge(2, Edge.op), UInt16(6),
      .badReference(.op, index: 6, count: 6)),
    Vector(
      "op reads what follows", SampleModel.audio, edge(2, Edge.tensor), UInt16(3),
      .badReference(.tensor, index: 3, count: 3)),
    Vector(
      "transposed picture", SampleModel.picture, edge(1, Edge.isTransposed), UInt8(1),
      .badValue(.inputShape, value: 4)),
    Vector(
      "first consumer", SampleModel.audio, tensor(2, Tensor.firstConsumer), UInt16(1),
      .mismatch(.consumer, value: 1, expected: 2)),
    Vector(
      "too many consumers", SampleModel.audio,
      { $0.write(UInt16(5), at: $0.tensor(2, Tensor.consumerCount)) },
      .mismatch(.consumer, value: 2, expected: 2), at: tensor(2, Tensor.firstConsumer)),
    Vector(
      "too few consumers", SampleModel.audio,
      {
        $0.write(UInt16(0), at: $0.tensor(5, Tensor.consumerCount))
        $0.write(UInt16(5), at: $0.tensor(6, Tensor.firstConsumer))
      }, .mismatch(.consumer, value: 5, expected: 6), at: consumer(0)),
    Vector(
      "consumer", SampleModel.audio, consumer(2), UInt16(6),
      .badReference(.consumer, index: 6, count: 6)),
    Vector(
      "consumers out of order", SampleModel.residual,
      {
        $0.write(UInt16(2), at: $0.consumer(1))
        $0.write(UInt16(1), at: $0.consumer(2))
      }, .badReference(.consumer, index: 1, count: 9), at: consumer(2)),
    Vector(
      "consumer of another tensor", SampleModel.audio, consumer(2), UInt16(3),
      .mismatch(.consumer, value: 3, expected: 2)),
  ]

  static func input(_ index: Int, _ field: Int) -> @Sendable (ModelFile) -> Int {
    { $0.input(index, field) }
  }

  static func tensor(_ index: Int, _ field: Int) -> @Sendable (ModelFile) -> Int {
    { $0.tensor(index, field) }
  }

  static func edge(_ index: Int, _ field: Int) -> @Sendable (ModelFile) -> Int {
    { $0.edge(index, field) }
  }

  static func op(_ index: Int, _ field: Int) -> @Sendable (ModelFile) -> Int {
    { $0.op(index, field) }
  }

  static func payload(_ index: Int, _ field: Int) -> @Sendable (ModelFile) -> Int {
    { $0.payload(index, field) }
  }

  private static func consumer(_ entry: Int) -> @Sendable (ModelFile) -> Int {
    { $0.consumer(entry) }
  }
}

extension ModelFile {
  /// Bytes of a tensor's ring.
  fileprivate func ringBytes(_ index: Int) -> Int {
    [Tensor.channels, Tensor.width, Tensor.capacity].reduce(
      Int(bytes[tensor(index, Tensor.elementBytes)])
    ) { $0 * Int(value(UInt16.self, at: tensor(index, $1))) }
  }
}
