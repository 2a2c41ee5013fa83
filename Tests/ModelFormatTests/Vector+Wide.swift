import ModelFormat
import SampleModels

private typealias Op = Layout.Op

/// Ops of int16 activations.
extension Vector {
  static let wide: [Vector] = [
    Vector(
      "int16 in a file that does not say so", SampleModel.wide,
      { $0.write(UInt32(0), at: Layout.Header.features) }, .badValue(.element, value: 2),
      at: { $0.tensor(1, Layout.Tensor.elementBytes) }),
    Vector(
      "a wide op that does not say so", SampleModel.wide,
      { $0.write(UInt16(0), at: $0.op(5, Op.flags)) }, .badValue(.element, value: 2), at: op(5)),
    Vector(
      "an op of int8 that says it is wide", SampleModel.imported,
      { $0.write(UInt16(16), at: $0.op(2, Op.flags)) },
      .mismatch(.element, value: 1, expected: 2), at: op(2)),
    Vector(
      "long sums of int8", SampleModel.audio, { $0.write(UInt16(32), at: $0.op(0, Op.flags)) },
      .badValue(.flags, value: 32), at: op(0)),
    Vector(
      "long sums with short channels", SampleModel.wide,
      { $0.write(UInt16(16 | 32 | 2), at: $0.op(0, Op.flags)) }, .badValue(.flags, value: 50),
      at: op(0)),
    Vector(
      "table of a sigmoid", SampleModel.wideFunctions,
      { $0.write(Int32(256), at: $0.op(5, Op.weightBytes)) },
      .mismatch(.table, value: 256, expected: 512), at: { $0.op(5, Op.weightBytes) }),
    Vector(
      "tables of a softmax", SampleModel.wideFunctions,
      { $0.write(Int32(2_050), at: $0.op(9, Op.weightBytes)) },
      .mismatch(.table, value: 2_050, expected: 2_052), at: { $0.op(9, Op.weightBytes) }),
    Vector(
      "table of a sigmoid beyond the file", SampleModel.wideFunctions,
      { $0.op(5, Op.weights) }, outOfFile: { $0.bytes.count - 510 }),
  ]

  private static func op(_ index: Int) -> @Sendable (ModelFile) -> Int {
    { $0.op(index, 0) }
  }
}
