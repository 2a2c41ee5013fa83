import ModelFormat
import SampleModels

private typealias Op = Layout.Op
private typealias Tensor = Layout.Tensor
private typealias Convolution = Layout.Convolution

/// Which ops take and give int16, and what they then have.
extension Vector {
  static let int16: [Vector] =
    elements + [
      Vector(
        "a zero point of audio", SampleModel.audio,
        { $0.tensor(0, Layout.Tensor.zeroPoint) }, Int8(5), .badValue(.zeroPoint, value: 5)),
      Vector(
        "long sums of int8", SampleModel.audio, payload(0, Convolution.form), UInt8(3),
        .badValue(.channels, value: 3)),
      Vector(
        "unknown form of int16", SampleModel.int16, payload(0, Convolution.form), UInt8(4),
        .badValue(.channels, value: 4)),
      Vector(
        "pool fused behind int16", SampleModel.int16, payload(0, Convolution.poolRows), UInt8(2),
        .badValue(.pool, value: 2)),
      Vector(
        "int16 in place", SampleModel.int16, payload(0, Convolution.placement), UInt8(1),
        .badValue(.memory, value: 1)),
      Vector(
        "table of a sigmoid", SampleModel.int16Functions, payload(5, Table.tableBytes), Int32(256),
        .mismatch(.table, value: 256, expected: 512)),
      Vector(
        "tables of a softmax", SampleModel.int16Functions, payload(9, Table.tableBytes),
        Int32(2_050), .mismatch(.table, value: 2_050, expected: 2_052)),
      Vector(
        "table of a sigmoid beyond the file", SampleModel.int16Functions,
        payload(5, Table.position), outOfFile: { $0.bytes.count - 510 }),
      Vector(
        "constants of an offset", SampleModel.differences,
        payload(5, Table.tableBytes), Int32(12),
        .mismatch(.table, value: 12, expected: 16)),
      Vector(
        "constants beyond the file", SampleModel.differences,
        payload(5, Table.position), outOfFile: { $0.bytes.count - 14 }),
      Vector(
        "channels of a rescaling", SampleModel.int16Functions,
        { $0.write(UInt16(3), at: $0.tensor(1, Tensor.channels)) },
        .mismatch(.outputShape, value: 3, expected: 4), at: op(0, 0)),
      Vector(
        "channels of a sigmoid", SampleModel.int16Functions,
        { $0.write(UInt16(3), at: $0.tensor(6, Tensor.channels)) },
        .mismatch(.outputShape, value: 3, expected: 4), at: op(5, 0)),
      Vector(
        "channels of an interpolated softmax", SampleModel.int16Functions,
        { $0.write(UInt16(27), at: $0.tensor(10, Tensor.channels)) },
        .mismatch(.outputShape, value: 27, expected: 28), at: op(9, 0)),
    ]

  private static let elements: [Vector] =
    [
      Vector(
        "int16 in a file that does not say so", SampleModel.int16,
        { $0.write(UInt32(0), at: Layout.Header.features) }, .badValue(.element, value: 2),
        at: tensor(1, Tensor.elementBytes)),
      Vector(
        "int16 that an op of int8 takes", SampleModel.int16,
        { $0.write(UInt8(1), at: $0.tensor(6, Tensor.elementBytes)) },
        .badValue(.element, value: 2), at: op(5, 0)),
      Vector(
        "int8 that a convolution of int16 takes", SampleModel.int16,
        { $0.write(UInt8(1), at: $0.tensor(0, Tensor.elementBytes)) },
        .badValue(.element, value: 1), at: op(0, 0)),
    ]
    + [
      OpKind.depthwise, .globalAverage, .windowAverage, .lookup, .softmax, .gemmlowpSoftmax,
    ].map { kind in
      Vector(
        "\(kind) that gives int16", SampleModel.int16,
        { $0.write(kind.rawValue, at: $0.op(5, Op.kind)) }, .badValue(.element, value: 2),
        at: op(5, 0))
    }
    + [OpKind.logistic, .hyperbolicTangent, .interpolatedSoftmax].map { kind in
      Vector(
        "\(kind) that gives int8", SampleModel.imported,
        { $0.write(kind.rawValue, at: $0.op(3, Op.kind)) }, .badValue(.element, value: 1),
        at: op(3, 0))
    }
}

/// Where an interpolated op names its table.
private enum Table {
  static let position = Layout.Interpolation.table + Layout.Table.position
  static let tableBytes = Layout.Interpolation.table + Layout.Table.tableBytes
}
