import ModelFormat
import SampleModels

private typealias Tensor = Layout.Tensor
private typealias Edge = Layout.Edge
private typealias Op = Layout.Op

/// Records of ops, kind by kind.
extension Vector {
  static let ops: [Vector] = [
    Vector("kind", SampleModel.audio, op(0, Op.kind), UInt8(20), .badValue(.kind, value: 20)),
    Vector(
      "encoding", SampleModel.audio, op(0, Op.encoding), UInt8(4), .badValue(.encoding, value: 4)),
    Vector(
      "first edge", SampleModel.audio, op(2, Op.firstEdge), UInt16(1),
      .mismatch(.edge, value: 1, expected: 2)),
    Vector(
      "no edges", SampleModel.joined, op(5, Op.edgeCount), UInt16(0),
      .outOfBounds(value: 0, limit: 10)),
    Vector(
      "edges beyond the table", SampleModel.joined, op(5, Op.edgeCount), UInt16(4),
      .outOfBounds(value: 4, limit: 10)),
    Vector(
      "sum of one", SampleModel.joined, op(0, Op.edgeCount), UInt16(1),
      .mismatch(.edge, value: 1, expected: 2)),
    Vector(
      "convolution of two", SampleModel.joined, op(3, Op.edgeCount), UInt16(2),
      .mismatch(.edge, value: 2, expected: 1)),
    Vector(
      "edge of another op", SampleModel.joined, { $0.write(UInt16(2), at: $0.edge(3, Edge.op)) },
      .mismatch(.op, value: 2, expected: 1), at: edge(3, 0)),
    Vector(
      "edge of no op", SampleModel.joined, { $0.appendEdge(of: 6, tensor: 8) },
      .mismatch(.edge, value: 10, expected: 11), at: op(6, 0)),
    Vector(
      "pool of samples", SampleModel.audio,
      { $0.write(OpKind.maxPool.rawValue, at: $0.op(0, Op.kind)) },
      .badValue(.element, value: 2), at: op(0, 0)),
    Vector(
      "pool in place", SampleModel.audio, op(2, Op.flags), UInt16(1),
      .badValue(.flags, value: 1)),
  ]

  static let windows: [Vector] =
    [
      Op.kernelRows, Op.kernelAcross, Op.strideRows, Op.strideAcross, Op.poolRows, Op.poolAcross,
    ].flatMap { field in
      [UInt16(0), 16_385].map { value in
        Vector(
          "window field \(field) is \(value)", SampleModel.picture, op(0, field), value,
          .badValue(.dimension, value: Int(value)))
      }
    } + [
      Vector(
        "padding before", SampleModel.picture, op(0, Op.padBefore), UInt16(3),
        .badValue(.padding, value: 3)),
      Vector(
        "padding after", SampleModel.picture,
        { $0.write(UInt16(3), at: $0.op(0, Op.padAfter)) }, .badValue(.padding, value: 1),
        at: op(0, Op.padBefore)),
      Vector(
        "padding left", SampleModel.picture, op(0, Op.padLeft), UInt16(3),
        .badValue(.padding, value: 3)),
      Vector(
        "padding right", SampleModel.picture,
        { $0.write(UInt16(3), at: $0.op(0, Op.padRight)) }, .badValue(.padding, value: 1),
        at: op(0, Op.padLeft)),
      Vector(
        "kernel wider than the row", SampleModel.picture,
        { $0.write(UInt16(11), at: $0.op(0, Op.kernelAcross)) }, .badValue(.padding, value: 1),
        at: op(0, Op.padLeft)),
      Vector(
        "width", SampleModel.picture, { $0.write(UInt16(2), at: $0.op(2, Op.strideAcross)) },
        .mismatch(.outputShape, value: 5, expected: 3), at: op(2, 0)),
      Vector(
        "channels of a pool", SampleModel.picture,
        { $0.write(UInt16(7), at: $0.tensor(3, Tensor.channels)) },
        .mismatch(.outputShape, value: 7, expected: 8), at: op(2, 0)),
      Vector(
        "pool behind a pool", SampleModel.picture, op(2, Op.poolRows), UInt16(2),
        .mismatch(.pool, value: 2, expected: 1)),
      Vector(
        "pool across behind a pool", SampleModel.picture,
        {
          $0.write(UInt16(2), at: $0.op(2, Op.poolAcross))
          $0.write(UInt16(2), at: $0.tensor(3, Tensor.width))
        }, .mismatch(.pool, value: 2, expected: 1), at: op(2, Op.poolAcross)),
    ]

  static let convolutions: [Vector] = [
    Vector(
      "no groups", SampleModel.audio, op(1, Op.groups), UInt16(0), .badValue(.groups, value: 0)),
    Vector(
      "groups of inputs", SampleModel.audio, op(1, Op.groups), UInt16(3),
      .badValue(.groups, value: 3)),
    Vector(
      "groups of outputs", SampleModel.audio, op(1, Op.groups), UInt16(4),
      .badValue(.groups, value: 4)),
    Vector(
      "groups of a depthwise convolution", SampleModel.picture, op(1, Op.groups), UInt16(2),
      .badValue(.groups, value: 2)),
    Vector(
      "strip of a depthwise convolution", SampleModel.separable, op(3, Op.strip), UInt16(2),
      .badValue(.strip, value: 2)),
    inPlace("stride") { $0.write(UInt16(2), at: $0.op(3, Op.strideRows)) },
    inPlace("stride across") {
      $0.narrowRows()
      $0.write(UInt16(2), at: $0.op(3, Op.strideAcross))
    },
    inPlace("padding") {
      $0.write(UInt16(2), at: $0.op(3, Op.padLeft))
      $0.write(UInt16(0), at: $0.op(3, Op.padRight))
    },
    inPlace("pool") { $0.write(UInt16(2), at: $0.op(3, Op.poolRows)) },
    inPlace("pool across") {
      $0.narrowRows()
      $0.write(UInt16(2), at: $0.op(3, Op.poolAcross))
      $0.write(UInt16(2), at: $0.op(3, Op.padRight))
    },
    inPlace("width") {
      $0.write(UInt16(0), at: $0.op(3, Op.padLeft))
      $0.write(UInt16(3), at: $0.tensor(4, Tensor.width))
    },
    inPlace("channels") {
      $0.write(UInt16(0), at: $0.op(3, Op.padLeft))
      $0.write(UInt16(0), at: $0.op(3, Op.padRight))
      $0.write(UInt16(2), at: $0.tensor(4, Tensor.width))
      $0.write(UInt16(8), at: $0.tensor(4, Tensor.channels))
    },
    Vector(
      "weights", SampleModel.audio, op(1, Op.weightBytes), UInt32(35),
      .mismatch(.weights, value: 35, expected: 36)),
    Vector(
      "weights before the file", SampleModel.audio, op(1, Op.weights), outOfFile: { _ in -5 }),
    Vector(
      "weights behind the file", SampleModel.audio, op(1, Op.weights),
      outOfFile: { $0.bytes.count + 1 }),
    Vector(
      "weights leave the file", SampleModel.audio, op(1, Op.weights),
      outOfFile: { $0.bytes.count - $0.weightBytes(1) + 1 }),
    Vector(
      "negative bytes of weights", SampleModel.audio,
      { $0.write(Int32(-1), at: $0.op(1, Op.weightBytes)) },
      reason: {
        .outOfBounds(
          value: Int($0.value(Int32.self, at: $0.op(1, Op.weights))), limit: $0.bytes.count)
      }, at: op(1, Op.weights)),
    Vector(
      "channel parameters before the file", SampleModel.audio, op(1, Op.parameters),
      outOfFile: { _ in -4 }),
    Vector(
      "channel parameters leave the file", SampleModel.audio, op(1, Op.parameters),
      outOfFile: { $0.bytes.count - 6 * Layout.mediumChannelBytes + 1 }),
    Vector(
      "row without end", SampleModel.audio,
      {
        $0.widenRows()
        $0.write(UInt16(16_384), at: $0.op(2, Op.kernelRows))
        $0.write(UInt16(8_192), at: $0.op(2, Op.kernelAcross))
        $0.write(UInt16(8_191), at: $0.op(2, Op.padLeft))
        $0.write(UInt16(8_191), at: $0.op(2, Op.padRight))
        $0.write(UInt16(16_383), at: $0.tensor(3, Tensor.width))
      }, .badValue(.work, value: 2), at: op(2, 0)),
    Vector(
      "work without end", SampleModel.audio,
      {
        // 2¹³ positions of 6 values, 2¹⁴ under the kernel: 2³⁰ steps for each row of padding.
        $0.widenRows()
        $0.write(UInt16(16_384), at: $0.op(2, Op.kernelRows))
        $0.write(UInt16(16_383), at: $0.op(2, Op.padAfter))
      }, .badValue(.work, value: 2), at: op(2, 0)),
  ]

  private static func inPlace(
    _ description: String, _ change: @escaping @Sendable (inout ModelFile) -> Void
  ) -> Vector {
    Vector(
      "\(description) in place", SampleModel.separable,
      {
        // Room for another shape.
        $0.write(UInt16(1), at: $0.tensor(4, Tensor.capacity))
        $0.write(UInt16(0), at: $0.tensor(4, Tensor.firstSlot))
        change(&$0)
      }, .badValue(.memory, value: 1), at: op(3, Op.flags))
  }

  static let others: [Vector] = [
    Vector(
      "width of an average", SampleModel.audio,
      {
        $0.write(UInt16(2), at: $0.tensor(4, Tensor.width))
        $0.write(UInt32($0.stateBytes), at: $0.tensor(4, Tensor.arenaOffset))
      }, .mismatch(.outputShape, value: 2, expected: 1), at: op(3, 0)),
    Vector(
      "channels of an average", SampleModel.audio,
      { $0.write(UInt16(5), at: $0.tensor(4, Tensor.channels)) },
      .mismatch(.outputShape, value: 5, expected: 6), at: op(3, 0)),
    Vector(
      "sums in the cursors", SampleModel.audio, op(3, Op.memory),
      outOfArena: { $0.stateBytes - 1 }),
    Vector(
      "sums leave the arena", SampleModel.audio, op(3, Op.memory),
      outOfArena: { $0.arenaBytes - (Layout.averageCountBytes + 6 * 4) + 1 }),
    Vector(
      "width of an addend", SampleModel.residual,
      {
        $0.write(UInt16(2), at: $0.tensor(3, Tensor.width))
        $0.write(UInt16(2), at: $0.tensor(3, Tensor.channels))
      }, .mismatch(.inputShape, value: 1, expected: 2), at: op(2, 0)),
    Vector(
      "channels of an addend", SampleModel.residual,
      { $0.write(UInt16(3), at: $0.tensor(3, Tensor.channels)) },
      .mismatch(.inputShape, value: 4, expected: 3), at: op(2, 0)),
    Vector(
      "samples as second addend", SampleModel.joined,
      { $0.write(UInt8(2), at: $0.tensor(1, Tensor.elementBytes)) },
      .mismatch(.element, value: 2, expected: 1), at: op(0, 0)),
    Vector(
      "width of a part", SampleModel.residual,
      {
        $0.write(UInt16(2), at: $0.tensor(5, Tensor.width))
        $0.write(UInt16(4), at: $0.tensor(5, Tensor.channels))
      }, .mismatch(.inputShape, value: 1, expected: 2), at: op(4, 0)),
    Vector(
      "channels of a concatenation", SampleModel.residual,
      { $0.write(UInt16(7), at: $0.tensor(5, Tensor.channels)) },
      .mismatch(.outputShape, value: 8, expected: 7), at: op(4, 0)),
    Vector(
      "samples as second part", SampleModel.pairs,
      { $0.write(UInt8(2), at: $0.tensor(1, Tensor.elementBytes)) },
      .mismatch(.element, value: 2, expected: 1), at: op(0, 0)),
    Vector(
      "width of a lookup", SampleModel.separable,
      {
        $0.write(UInt16(2), at: $0.tensor(2, Tensor.width))
        $0.write(UInt16(1), at: $0.tensor(2, Tensor.channels))
      }, .mismatch(.outputShape, value: 2, expected: 1), at: op(1, 0)),
    Vector(
      "channels of a lookup", SampleModel.separable,
      { $0.write(UInt16(7), at: $0.tensor(2, Tensor.channels)) },
      .mismatch(.outputShape, value: 7, expected: 8), at: op(1, 0)),
    Vector(
      "table", SampleModel.separable, op(1, Op.weightBytes), UInt32(255),
      .mismatch(.table, value: 255, expected: 256)),
    Vector(
      "table before the file", SampleModel.separable, op(1, Op.weights), outOfFile: { _ in -4 }),
    Vector(
      "table leaves the file", SampleModel.separable, op(1, Op.weights),
      outOfFile: { $0.bytes.count - Layout.lookupEntries + 1 }),
    Vector(
      "rows of a flatten", SampleModel.sequence, op(1, Op.kernelRows), UInt16(0),
      .badValue(.dimension, value: 0)),
    Vector(
      "width of a flatten", SampleModel.sequence,
      {
        $0.write(UInt16(2), at: $0.tensor(2, Tensor.width))
        $0.write(UInt16(6), at: $0.tensor(2, Tensor.channels))
      }, .mismatch(.outputShape, value: 2, expected: 1), at: op(1, 0)),
    Vector(
      "values of a flatten", SampleModel.sequence,
      { $0.write(UInt16(5), at: $0.op(1, Op.kernelRows)) },
      .mismatch(.outputShape, value: 12, expected: 15), at: op(1, 0)),
    Vector(
      "stride of a flatten", SampleModel.picture, op(3, Op.strideRows), UInt16(4),
      .badValue(.stride, value: 4)),
    Vector(
      "stride across of a flatten", SampleModel.sequence,
      { $0.write(UInt16(3), at: $0.op(1, Op.strideAcross)) }, .badValue(.stride, value: 1),
      at: op(1, Op.strideRows)),
    Vector(
      "exponentials", SampleModel.audio, op(5, Op.weightBytes), UInt32(0),
      .badValue(.table, value: 0)),
    Vector(
      "too many exponentials", SampleModel.audio, op(5, Op.weightBytes), UInt32(514),
      .badValue(.table, value: 514)),
    Vector(
      "half an exponential", SampleModel.audio, op(5, Op.weightBytes), UInt32(3),
      .badValue(.table, value: 3)),
    Vector(
      "exponentials before the file", SampleModel.audio, op(5, Op.weights),
      outOfFile: { _ in -4 }),
    Vector(
      "exponentials leave the file", SampleModel.audio, op(5, Op.weights),
      outOfFile: { $0.bytes.count - $0.weightBytes(5) + 1 }),
    Vector(
      "channels of a softmax", SampleModel.audio,
      { $0.write(UInt16(2), at: $0.tensor(6, Tensor.channels)) },
      .mismatch(.outputShape, value: 2, expected: 3), at: op(5, 0)),
    Vector(
      "width of a softmax", SampleModel.audio,
      { $0.write(UInt8(1), at: $0.edge(5, Edge.isTransposed)) },
      .mismatch(.inputShape, value: 3, expected: 1), at: op(5, 0)),
    Vector(
      "width of softmax scores", SampleModel.audio,
      {
        $0.write(UInt16(2), at: $0.tensor(6, Tensor.width))
        $0.write(UInt16(1), at: $0.tensor(6, Tensor.channels))
      }, .mismatch(.outputShape, value: 2, expected: 1), at: op(5, 0)),
  ]
}

extension ModelFile {
  /// Gives the audio model's rows a width of 8,192 up to the average.
  fileprivate mutating func widenRows() {
    write(UInt8(0), at: input(0, Layout.Input.standardisation))
    for index in 0..<4 { write(UInt16(8_192), at: tensor(index, Tensor.width)) }
    write(UInt32(1 << 22), at: Layout.Header.arenaBytes)
  }

  /// Lets the separable model's depthwise convolution read and write rows of width 1.
  fileprivate mutating func narrowRows() {
    write(UInt16(8), at: op(2, Op.poolAcross))
    write(UInt16(1), at: tensor(3, Tensor.width))
    write(UInt16(1), at: tensor(4, Tensor.width))
  }

  fileprivate func weightBytes(_ index: Int) -> Int {
    Int(value(Int32.self, at: op(index, Op.weightBytes)))
  }

  /// Lets the last tensor that has readers have one more, in an edge behind all others.
  fileprivate mutating func appendEdge(of op: Int, tensor: Int) {
    let count = count(.edges)
    let before = stateBytes
    var edge = Array(bytes[table(.edges).suffix(Edge.recordBytes)])
    edge[Edge.op] = UInt8(op)
    replace(.edges, with: bytes[table(.edges)] + edge)
    replace(.consumers, with: bytes[table(.consumers)] + [UInt8(count), 0])
    write(UInt16(count + 1), at: Layout.Header.edgeCount)
    write(UInt16(2), at: self.tensor(tensor, Tensor.consumerCount))
    write(UInt16(count + 1), at: self.tensor(tensor + 1, Tensor.firstConsumer))
    moveArena(by: stateBytes - before)
  }

  /// Moves everything in the arena, which grows by as much.
  private mutating func moveArena(by distance: Int) {
    let places =
      [Layout.Header.arenaBytes]
      + (0..<count(.inputs)).map { input($0, Layout.Input.memory) }
      + (0..<count(.tensors)).map { tensor($0, Tensor.arenaOffset) }
      + (0..<count(.ops)).map { op($0, Op.memory) }
    for place in places { write(value(Int32.self, at: place) + Int32(distance), at: place) }
  }
}
