import ModelFormat
import SampleModels

/// Encoded weights, their placement, and channel parameters that are not what they have to be.
extension Vector {
  private typealias Convolution = Layout.Convolution
  private typealias Entropy = Layout.Entropy

  /// Ops of the sample: "spread" is entropy-coded, "grouped" a bitmap; "mean" comes before "narrow".
  private static let (spread, grouped, narrow, fc) = (0, 1, 3, 4)

  private static func weights(_ file: ModelFile, _ index: Int) -> Int {
    Int(file.value(UInt32.self, at: file.payload(index, Convolution.weights)))
  }

  private static func table(_ file: ModelFile) -> Int {
    Int(file.value(UInt32.self, at: weights(file, spread) + Entropy.table))
  }

  private static func encoded<Value: FixedWidthInteger & Sendable>(
    _ description: String, _ index: Int, _ field: Int, _ value: Value,
    _ reason: @autoclosure @escaping @Sendable () -> ModelError.Reason
  ) -> Vector {
    Vector(description, SampleModel.encoded, { $0.payload(index, field) }, value, reason())
  }

  /// Entries of the first channel of the sample "sparse".
  private static let sparse = 0

  private static func sparseEntries<Value: FixedWidthInteger & Sendable>(
    _ description: String, _ place: Int, _ value: Value
  ) -> Vector {
    Vector(
      description, SampleModel.sparse,
      { $0.write(value, at: weights($0, sparse) + place) },
      reason: {
        .badValue(
          .weights,
          value: Int($0.value(UInt32.self, at: $0.payload(sparse, Convolution.weightBytes))))
      }, at: { $0.payload(sparse, Convolution.weights) })
  }

  static let encodings: [Vector] = [
    encoded(
      "unknown encoding", spread, Convolution.encoding, UInt8(5), .badValue(.encoding, value: 5)),
    encoded(
      "unknown placement", spread, Convolution.placement, UInt8(8), .badValue(.flags, value: 8)),
    encoded(
      "convolution in place", spread, Convolution.placement, UInt8(1), .badValue(.memory, value: 1)),
    encoded("unknown form", spread, Convolution.form, UInt8(4), .badValue(.channels, value: 4)),
    encoded(
      "long sums to int8", spread, Convolution.form, UInt8(3), .badValue(.channels, value: 3)),
    encoded("no strip", spread, Convolution.strip, UInt16(0), .badValue(.strip, value: 0)),
    encoded(
      "a strip and half a pool", spread, Convolution.strip, UInt16(7), .badValue(.strip, value: 7)),
    encoded(
      "a strip without end", spread, Convolution.strip, UInt16(16_386),
      .badValue(.strip, value: 16_386)),
    Vector(
      "a strip that the ring does not hold", SampleModel.encoded,
      { $0.write(UInt16(200), at: $0.payload(spread, Convolution.strip)) },
      reason: {
        .outOfBounds(
          value: 200,
          limit: Int($0.value(UInt16.self, at: $0.tensor(1, Layout.Tensor.capacity))))
      }, at: { $0.payload(spread, Convolution.strip) }),
    Vector(
      "a strip that nobody reads", SampleModel.encoded,
      { $0.write(UInt16(2), at: $0.payload(fc, Convolution.strip)) },
      .outOfBounds(value: 2, limit: 1), at: { $0.payload(fc, Convolution.strip) }),
    encoded("no grid", spread, Convolution.largestWeight, UInt8(0), .badValue(.weights, value: 0)),
    encoded(
      "a grid beyond int8", spread, Convolution.largestWeight, UInt8(128),
      .badValue(.weights, value: 128)),
    Vector(
      "dense and resident", SampleModel.encoded,
      {
        $0.write(UInt8(0), at: $0.payload(grouped, Convolution.encoding))
        $0.write(UInt32(8 * 3 * 4), at: $0.payload(grouped, Convolution.weightBytes))
        $0.write(UInt32(weights($0, spread)), at: $0.payload(grouped, Convolution.weights))
        $0.write(UInt8(2), at: $0.payload(grouped, Convolution.placement))
      }, .badValue(.flags, value: 2), at: { $0.payload(grouped, Convolution.placement) }),
    Vector(
      "decoded weights in the cursors", SampleModel.encoded,
      { $0.payload(spread, Convolution.memory) },
      outOfArena: { $0.stateBytes - 1 }),
    Vector(
      "no room for decoded weights", SampleModel.encoded,
      { $0.payload(spread, Convolution.memory) },
      outOfArena: {
        // Buckets, and a tile of kernels of 5 rows and 4 channels.
        $0.arenaBytes - (Entropy.bucketBytes + Layout.tileChannels * 5 * 4) + 1
      }),
    Vector(
      "no room for all decoded weights", SampleModel.encoded,
      { $0.payload(narrow, Convolution.memory) },
      outOfArena: { $0.arenaBytes - (Entropy.bucketBytes + 6 * 8) + 1 }),
    Vector(
      "too many weights", SampleModel.encoded,
      {
        $0.write(UInt16(256), at: $0.tensor(0, Layout.Tensor.channels))
        $0.write(UInt16(16_384), at: $0.payload(spread, Layout.Window.kernelRows))
        $0.write(UInt32(Layout.longestArena), at: Layout.Header.arenaBytes)
      }, .outOfBounds(value: 1 << 25, limit: 1 << 24),
      at: { $0.payload(spread, Layout.Window.kernelRows) }),
    Vector(
      "weights beyond 31 bits", SampleModel.encoded,
      {
        $0.write(UInt16(16_384), at: $0.tensor(0, Layout.Tensor.channels))
        $0.write(UInt16(16_384), at: $0.payload(spread, Layout.Window.kernelRows))
        $0.write(UInt32(Layout.longestArena), at: Layout.Header.arenaBytes)
      }, .outOfBounds(value: -1, limit: 1 << 24),
      at: { $0.payload(spread, Layout.Window.kernelRows) }),
    encoded(
      "a bitmap that is too short", grouped, Convolution.weightBytes, UInt32(12),
      .mismatch(.weights, value: 12, expected: 13)),
    Vector(
      "values without bits", SampleModel.encoded, { $0.write(UInt8(0), at: weights($0, grouped)) },
      .badValue(.weights, value: 0), at: { weights($0, grouped) }),
    Vector(
      "values of nine bits", SampleModel.encoded, { $0.write(UInt8(9), at: weights($0, grouped)) },
      .badValue(.weights, value: 9), at: { weights($0, grouped) }),
    encoded(
      "a coder without a state", spread, Convolution.weightBytes, UInt32(7),
      .mismatch(.weights, value: 7, expected: 8)),
    Vector(
      "encoded weights leave the file", SampleModel.encoded,
      { $0.payload(grouped, Convolution.weights) },
      outOfFile: {
        $0.bytes.count - Int($0.value(Int32.self, at: $0.payload(grouped, Convolution.weightBytes)))
          + 1
      }),
    Vector(
      "a table before the file", SampleModel.encoded, { weights($0, spread) },
      outOfFile: { _ in -4 }),
    Vector(
      "a table behind the file", SampleModel.encoded, { weights($0, spread) },
      outOfFile: { $0.bytes.count - 1 }),
    Vector(
      "more symbols than bytes", SampleModel.encoded,
      {
        $0.write(UInt32($0.bytes.count - 4), at: weights($0, spread))
        $0.write(UInt8(3), at: $0.bytes.count - 4 + Entropy.highestIndex)
      }, reason: { .outOfBounds(value: 4, limit: $0.bytes.count) }, at: { table($0) }),
    Vector(
      "a first symbol that begins late", SampleModel.encoded,
      { $0.write(UInt16(1), at: table($0) + Entropy.bounds) }, .badValue(.table, value: 1),
      at: { table($0) + Entropy.bounds }),
    Vector(
      "symbols that go back", SampleModel.encoded,
      { $0.write(UInt16(4_097), at: table($0) + Entropy.bounds + 2) },
      reason: {
        .badValue(.table, value: Int($0.value(UInt16.self, at: table($0) + Entropy.bounds + 4)))
      }, at: { table($0) + Entropy.bounds + 4 }),
    Vector(
      "symbols that do not add up", SampleModel.encoded,
      {
        let symbols = Int($0.bytes[table($0) + Entropy.highestIndex]) + 1
        $0.write(UInt16(4_095), at: table($0) + Entropy.bounds + 2 * symbols)
      }, .badValue(.table, value: 4_095),
      at: { file in
        table(file) + Entropy.bounds + 2 * (Int(file.bytes[table(file) + Entropy.highestIndex]) + 1)
      }),
    Vector(
      "sparse weights of groups", SampleModel.encoded,
      { $0.write(UInt8(4), at: $0.payload(grouped, Convolution.encoding)) },
      .badValue(.encoding, value: 4), at: { $0.payload(grouped, Convolution.encoding) }),
    Vector(
      "sparse weights of positions alone", SampleModel.sparse,
      { $0.write(UInt8(4), at: $0.payload(sparse, Convolution.placement)) },
      .badValue(.encoding, value: 4), at: { $0.payload(sparse, Convolution.encoding) }),
    Vector(
      "no room for eight windows", SampleModel.sparse,
      { $0.payload(sparse, Convolution.windows) },
      outOfArena: { ($0.arenaBytes - 9 * 2 * Layout.sparsePositions + 4) & ~3 }),
    sparseEntries("a step that leads nowhere", 2, UInt8(0)),
    sparseEntries("a step beyond the taps", 2, UInt8(10)),
    sparseEntries("more entries than bytes", 0, UInt16(1_000)),
    sparseEntries("fewer entries than bytes", 0, UInt16(0)),
    Vector(
      "short channel parameters leave the file", SampleModel.encoded,
      { $0.payload(spread, Convolution.parameters) },
      outOfFile: { $0.bytes.count - 8 * ChannelForm.short.channelBytes + 1 }),
  ]
}
