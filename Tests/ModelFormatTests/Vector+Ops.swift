import ModelFormat
import SampleModels

private typealias Tensor = Layout.Tensor
private typealias Edge = Layout.Edge
private typealias Op = Layout.Op
private typealias Window = Layout.Window
private typealias Convolution = Layout.Convolution

/// Records of ops, kind by kind.
extension Vector {
  static let ops: [Vector] = [
    Vector("kind", SampleModel.audio, op(0, Op.kind), UInt8(200), .badValue(.kind, value: 200)),
    Vector(
      "encoding", SampleModel.audio, payload(0, Convolution.encoding), UInt8(5),
      .badValue(.encoding, value: 5)),
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
      "reserved byte", SampleModel.audio, op(2, Op.reserved), UInt8(1),
      .badValue(.flags, value: 1)),
    Vector(
      "payload behind the file", SampleModel.audio,
      { $0.write(UInt16.max, at: $0.op(2, Op.payload)) },
      reason: { .outOfBounds(value: $0.payload(2, 0), limit: $0.bytes.count) },
      at: op(2, Op.payload)),
    Vector(
      "payload leaves the file", SampleModel.audio,
      {
        let room = $0.bytes.count - $0.payload(1, 0) - Int(Convolution.byteCount)
        let place = $0.value(UInt16.self, at: $0.op(1, Op.payload))
        $0.write(place + UInt16(room / 4 + 1), at: $0.op(1, Op.payload))
      }, reason: { .outOfBounds(value: $0.payload(1, 0), limit: $0.bytes.count) },
      at: op(1, Op.payload)),
  ]

  static let windows: [Vector] =
    [
      Window.kernelRows, Window.kernelAcross, Window.strideRows, Window.strideAcross,
    ].flatMap { field in
      [UInt16(0), 16_385].map { value in
        Vector(
          "window field \(field) is \(value)", SampleModel.picture, payload(0, field), value,
          .badValue(.dimension, value: Int(value)))
      }
    } + [
      Vector(
        "padding before", SampleModel.picture, payload(0, Window.padBefore), UInt16(3),
        .badValue(.padding, value: 3)),
      Vector(
        "padding after", SampleModel.picture,
        { $0.write(UInt16(3), at: $0.payload(0, Window.padAfter)) }, .badValue(.padding, value: 1),
        at: payload(0, Window.padBefore)),
      Vector(
        "padding left", SampleModel.picture, payload(0, Window.padLeft), UInt16(3),
        .badValue(.padding, value: 3)),
      Vector(
        "padding right", SampleModel.picture,
        { $0.write(UInt16(3), at: $0.payload(0, Window.padRight)) }, .badValue(.padding, value: 1),
        at: payload(0, Window.padLeft)),
      Vector(
        "kernel wider than the row", SampleModel.picture,
        { $0.write(UInt16(11), at: $0.payload(0, Window.kernelAcross)) },
        .badValue(.padding, value: 1), at: payload(0, Window.padLeft)),
      Vector(
        "width", SampleModel.picture,
        { $0.write(UInt16(2), at: $0.payload(2, Window.strideAcross)) },
        .mismatch(.outputShape, value: 5, expected: 3), at: op(2, 0)),
      Vector(
        "channels of a pool", SampleModel.picture,
        { $0.write(UInt16(7), at: $0.tensor(3, Tensor.channels)) },
        .mismatch(.outputShape, value: 7, expected: 8), at: op(2, 0)),
      Vector(
        "pool of no rows", SampleModel.picture, payload(0, Convolution.poolRows), UInt8(0),
        .badValue(.pool, value: 0)),
      Vector(
        "pool of no columns", SampleModel.picture, payload(0, Convolution.poolAcross), UInt8(0),
        .badValue(.pool, value: 0)),
      Vector(
        "width of a pool", SampleModel.picture,
        { $0.write(UInt8(3), at: $0.payload(0, Convolution.poolAcross)) },
        .mismatch(.outputShape, value: 4, expected: 2), at: op(0, 0)),
    ]

  static let convolutions: [Vector] = [
    Vector(
      "no groups", SampleModel.audio, payload(1, Convolution.groups), UInt16(0),
      .badValue(.groups, value: 0)),
    Vector(
      "groups of inputs", SampleModel.audio, payload(1, Convolution.groups), UInt16(3),
      .badValue(.groups, value: 3)),
    Vector(
      "groups of outputs", SampleModel.audio, payload(1, Convolution.groups), UInt16(4),
      .badValue(.groups, value: 4)),
    Vector(
      "groups of a depthwise convolution", SampleModel.picture, payload(1, Convolution.groups),
      UInt16(2), .badValue(.groups, value: 2)),
    Vector(
      "strip of a depthwise convolution", SampleModel.separable, payload(3, Convolution.strip),
      UInt16(2), .badValue(.strip, value: 2)),
    inPlace("stride") { $0.write(UInt16(2), at: $0.payload(3, Window.strideRows)) },
    inPlace("stride across") {
      $0.narrowRows()
      $0.write(UInt16(2), at: $0.payload(3, Window.strideAcross))
    },
    inPlace("padding") {
      $0.write(UInt16(2), at: $0.payload(3, Window.padLeft))
      $0.write(UInt16(0), at: $0.payload(3, Window.padRight))
    },
    inPlace("pool") { $0.write(UInt8(2), at: $0.payload(3, Convolution.poolRows)) },
    inPlace("pool across") {
      $0.narrowRows()
      $0.write(UInt8(2), at: $0.payload(3, Convolution.poolAcross))
      $0.write(UInt16(2), at: $0.payload(3, Window.padRight))
    },
    inPlace("width") {
      $0.write(UInt16(0), at: $0.payload(3, Window.padLeft))
      $0.write(UInt16(3), at: $0.tensor(4, Tensor.width))
    },
    inPlace("channels") {
      $0.write(UInt16(0), at: $0.payload(3, Window.padLeft))
      $0.write(UInt16(0), at: $0.payload(3, Window.padRight))
      $0.write(UInt16(2), at: $0.tensor(4, Tensor.width))
      $0.write(UInt16(8), at: $0.tensor(4, Tensor.channels))
    },
    Vector(
      "weights", SampleModel.audio, payload(1, Convolution.weightBytes), UInt32(35),
      .mismatch(.weights, value: 35, expected: 36)),
    Vector(
      "weights before the file", SampleModel.audio, payload(1, Convolution.weights),
      outOfFile: { _ in -5 }),
    Vector(
      "weights behind the file", SampleModel.audio, payload(1, Convolution.weights),
      outOfFile: { $0.bytes.count + 1 }),
    Vector(
      "weights leave the file", SampleModel.audio, payload(1, Convolution.weights),
      outOfFile: { $0.bytes.count - $0.weightBytes(1) + 1 }),
    Vector(
      "negative bytes of weights", SampleModel.audio,
      { $0.write(Int32(-1), at: $0.payload(1, Convolution.weightBytes)) },
      reason: {
        .outOfBounds(
          value: Int($0.value(Int32.self, at: $0.payload(1, Convolution.weights))),
          limit: $0.bytes.count)
      }, at: payload(1, Convolution.weights)),
    Vector(
      "channel parameters before the file", SampleModel.audio, payload(1, Convolution.parameters),
      outOfFile: { _ in -4 }),
    Vector(
      "channel parameters leave the file", SampleModel.audio, payload(1, Convolution.parameters),
      outOfFile: { $0.bytes.count - 6 * ChannelForm.whole.channelBytes + 1 }),
    Vector(
      "row without end", SampleModel.audio,
      {
        $0.widenRows()
        $0.write(UInt16(16_384), at: $0.payload(2, Window.kernelRows))
        $0.write(UInt16(8_192), at: $0.payload(2, Window.kernelAcross))
        $0.write(UInt16(8_191), at: $0.payload(2, Window.padLeft))
        $0.write(UInt16(8_191), at: $0.payload(2, Window.padRight))
        $0.write(UInt16(16_383), at: $0.tensor(3, Tensor.width))
      }, .badValue(.work, value: 2), at: op(2, 0)),
    Vector(
      "work without end", SampleModel.audio,
      {
        // 2¹³ positions of 6 values, 2¹⁴ under the kernel: 2³⁰ steps for each row of padding.
        $0.widenRows()
        $0.write(UInt16(16_384), at: $0.payload(2, Window.kernelRows))
        $0.write(UInt16(16_383), at: $0.payload(2, Window.padAfter))
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
      }, .badValue(.memory, value: 1), at: payload(3, Convolution.placement))
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
      "sums in the cursors", SampleModel.audio, payload(3, Layout.Sums.memory),
      outOfArena: { $0.stateBytes - 1 }),
    Vector(
      "sums leave the arena", SampleModel.audio, payload(3, Layout.Sums.memory),
      outOfArena: { $0.arenaBytes - (Layout.averageCountBytes + 6 * 4) + 1 }),
    Vector(
      "sums at an odd place", SampleModel.audio,
      {
        let place = payload(3, Layout.Sums.memory)($0)
        $0.write($0.value(UInt32.self, at: place) + 2, at: place)
      },
      reason: {
        .badValue(
          .memory, value: Int($0.value(UInt32.self, at: payload(3, Layout.Sums.memory)($0))))
      }, at: payload(3, Layout.Sums.memory)),
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
      {
        $0.write(UInt8(2), at: $0.tensor(1, Tensor.elementBytes))
        $0.write(UInt8(0), at: $0.tensor(1, Tensor.zeroPoint))
      },
      .badValue(.element, value: 2), at: op(0, 0)),
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
      .badValue(.element, value: 2), at: op(0, 0)),
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
      "table", SampleModel.separable, payload(1, Layout.Table.tableBytes), UInt32(255),
      .mismatch(.table, value: 255, expected: 256)),
    Vector(
      "table before the file", SampleModel.separable, payload(1, Layout.Table.position),
      outOfFile: { _ in -4 }),
    Vector(
      "table leaves the file", SampleModel.separable, payload(1, Layout.Table.position),
      outOfFile: { $0.bytes.count - Layout.lookupEntries + 1 }),
    Vector(
      "rows of a flatten", SampleModel.sequence, payload(1, Layout.Flatten.rows), UInt16(0),
      .badValue(.dimension, value: 0)),
    Vector(
      "width of a flatten", SampleModel.sequence,
      {
        $0.write(UInt16(2), at: $0.tensor(2, Tensor.width))
        $0.write(UInt16(6), at: $0.tensor(2, Tensor.channels))
      }, .mismatch(.outputShape, value: 2, expected: 1), at: op(1, 0)),
    Vector(
      "values of a flatten", SampleModel.sequence,
      { $0.write(UInt16(5), at: $0.payload(1, Layout.Flatten.rows)) },
      .mismatch(.outputShape, value: 12, expected: 15), at: op(1, 0)),
    Vector(
      "order of a flatten", SampleModel.picture, payload(3, Layout.Flatten.order), UInt8(3),
      .badValue(.stride, value: 3)),
    Vector(
      "last order of a flatten", SampleModel.sequence, payload(1, Layout.Flatten.order), UInt8(255),
      .badValue(.stride, value: 255)),
    Vector(
      "columns of a window's mean", SampleModel.listening,
      {
        $0.write(UInt16(2), at: $0.payload(2, Window.kernelAcross))
        $0.write(UInt16(1), at: $0.payload(2, Window.padLeft))
      }, .mismatch(.dimension, value: 2, expected: 1), at: payload(2, Window.kernelAcross)),
    Vector(
      "channels of a window's mean", SampleModel.listening,
      { $0.write(UInt16(4), at: $0.tensor(3, Tensor.channels)) },
      .mismatch(.outputShape, value: 4, expected: 5), at: op(2, 0)),
    Vector(
      "positions of a window's mean", SampleModel.listening,
      {
        $0.write(UInt8(0), at: $0.input(0, Layout.Input.standardisation))
        for index in 0..<3 { $0.write(UInt16(1_024), at: $0.tensor(index, Tensor.width)) }
        $0.write(UInt32(1 << 24), at: Layout.Header.arenaBytes)
        $0.write(UInt16(16_384), at: $0.payload(2, Window.kernelRows))
        $0.write(UInt16(1_024), at: $0.payload(2, Window.kernelAcross))
      }, .outOfBounds(value: 1 << 24, limit: Layout.longestAverage),
      at: payload(2, Window.kernelRows)),
    Vector(
      "product of one", SampleModel.imported, op(2, Op.edgeCount), UInt16(1),
      .mismatch(.edge, value: 1, expected: 2)),
    Vector(
      "channels of a factor", SampleModel.imported,
      { $0.write(UInt16(5), at: $0.tensor(3, Tensor.channels)) },
      .mismatch(.inputShape, value: 6, expected: 5), at: op(2, 0)),
    Vector(
      "sums of values leave the arena", SampleModel.imported, payload(3, Layout.Sums.memory),
      outOfArena: { $0.arenaBytes - (Layout.averageCountBytes + 6 * 4) + 1 }),
    Vector(
      "half a long exponential", SampleModel.imported, payload(8, Layout.Table.tableBytes),
      UInt32(358), .badValue(.table, value: 358)),
    Vector(
      "too many long exponentials", SampleModel.imported, payload(8, Layout.Table.tableBytes),
      UInt32(1_028), .badValue(.table, value: 1_028)),
    Vector(
      "exponentials", SampleModel.audio, payload(5, Layout.Table.tableBytes), UInt32(0),
      .badValue(.table, value: 0)),
    Vector(
      "too many exponentials", SampleModel.audio, payload(5, Layout.Table.tableBytes), UInt32(514),
      .badValue(.table, value: 514)),
    Vector(
      "half an exponential", SampleModel.audio, payload(5, Layout.Table.tableBytes), UInt32(3),
      .badValue(.table, value: 3)),
    Vector(
      "exponentials before the file", SampleModel.audio, payload(5, Layout.Table.position),
      outOfFile: { _ in -4 }),
    Vector(
      "exponentials leave the file", SampleModel.audio, payload(5, Layout.Table.position),
      outOfFile: {
        $0.bytes.count - Int($0.value(Int32.self, at: $0.payload(5, Layout.Table.tableBytes))) + 1
      }),
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
    write(UInt8(8), at: payload(2, Convolution.poolAcross))
    write(UInt16(1), at: tensor(3, Tensor.width))
    write(UInt16(1), at: tensor(4, Tensor.width))
  }

  fileprivate func weightBytes(_ index: Int) -> Int {
    Int(value(Int32.self, at: payload(index, Convolution.weightBytes)))
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
      + (0..<count(.ops)).compactMap(memoryPlace(ofOp:))
    for place in places { write(value(Int32.self, at: place) + Int32(distance), at: place) }
  }

  /// The field that says where in the arena an op has something of its own.
  private func memoryPlace(ofOp index: Int) -> Int? {
    switch kind(ofOp: index) {
    case .convolution, .depthwise: payload(index, Convolution.memory)
    case .globalAverage, .valueAverage, .scaledSum: payload(index, Layout.Sums.memory)
    default: nil
    }
  }
}
