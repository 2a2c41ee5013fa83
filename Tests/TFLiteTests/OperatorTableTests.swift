import Compiler
import Foundation
import ModelFormat
import Program
import TFLite
import Testing

/// The tables of the support page say what the importer and the exporter do.
@Suite struct OperatorTableTests {
  @Test("ops come from the operators that the table names", arguments: 0..<4)
  func imported(_ number: Int) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/int16_\(number).tflite")
    let model = try TFLiteModel([UInt8](try Data(contentsOf: file)))
    // A flatten may come in front of any op.
    let kinds = try Self.kinds(model.program(rounding: .tflm)).subtracting([.flatten])
    #expect(!kinds.isEmpty)
    for kind in kinds {
      let claimed = TFLiteOperators.imported(as: kind)
      #expect(!Set(claimed).isDisjoint(with: model.operators), "\(kind.name)")
    }
  }

  @Test("each exported op becomes the operators that the table names", arguments: exportedOps)
  func exported(_ kind: OpKind, _ operation: IntegerOperation) throws {
    let written = try Self.operators(operation)
    #expect(!written.isEmpty)
    #expect(written.isSubset(of: TFLiteOperators.exported(from: kind)))
  }

  @Test("an op that cannot be exported has no operators") func refused() {
    let window = IntegerOperation.windowAverage(Self.padded, .one)
    #expect(throws: TFLiteExportError.self) { try Self.operators(window) }
    for kind: OpKind in [
      .windowAverage, .rescale, .logistic, .hyperbolicTangent, .interpolatedSoftmax,
    ] {
      #expect(TFLiteOperators.exported(from: kind).isEmpty, "\(kind.name)")
    }
  }

  private static let exportedOps: [(OpKind, IntegerOperation)] = [
    (.convolution, convolution(.point, groups: 1)), (.convolution, convolution(padded, groups: 1)),
    (.depthwise, convolution(.point, groups: 4)), (.depthwise, convolution(padded, groups: 4)),
    (.maxPool, .maxPool(.point)), (.maxPool, .maxPool(padded)),
    (.averagePool, .averagePool(.point)), (.globalAverage, .globalAverage(.one)),
    (.valueAverage, .valueAverage), (.scaledSum, .scaledSum(.one)), (.add, .add(.one)),
    (.subtract, .subtract(.one)),
    (.multiply, .multiply(.one)), (.concat, .concat),
    (.lookup, .lookup(.table((-128...127).map { Int8($0) }))),
    (.flatten, .flatten(rows: 6, order: .channelsRowsColumns)),
    (.softmax, .softmax(exponentials: [32_768])),
    (.gemmlowpSoftmax, .gemmlowpSoftmax(exponentials: [.max])),
  ]

  /// A window whose padding is neither SAME nor VALID.
  private static var padded: Geometry {
    var geometry = Geometry.point
    (geometry.kernelRows, geometry.padAfter) = (3, 2)
    return geometry
  }

  /// Four channels of four.
  private static func convolution(_ geometry: Geometry, groups: Int) -> IntegerOperation {
    .convolution(
      IntegerConvolution(
        geometry: geometry, groups: groups,
        weights: [Int8](repeating: 1, count: 16 / groups * geometry.kernelRows),
        biases: [0, 0, 0, 0], factors: [ScaleFactor](repeating: .one, count: 4)))
  }

  /// What an op of six rows of four channels is exported as; without the reshaping at the end, but
  /// of a flatten.
  private static func operators(_ operation: IntegerOperation) throws -> Set<String> {
    let unit = Quantisation(scale: 1 / 64, zeroPoint: 0)
    let isJoin =
      switch operation {
      case .add, .subtract, .multiply, .concat: true
      default: false
      }
    var channels = 4
    if case .concat = operation { channels = 8 }
    var isFlatten = false
    if case .flatten(let rows, _) = operation { (channels, isFlatten) = (4 * rows, true) }
    let program = IntegerProgram(
      name: "one op", rounding: .tflm,
      inputs: [
        IntegerProgram.Input(
          name: "rows", row: RowShape(width: 1, channels: 4), isInt16: false,
          samplesPerSecond: nil, fixedRows: 6, minimumRows: 6, standardisation: .fixed,
          quantisation: unit)
      ],
      ops: [
        IntegerProgram.Op(
          name: "op", operation: operation,
          edges: [IntegerProgram.Edge](
            repeating: IntegerProgram.Edge(tensor: 0), count: isJoin ? 2 : 1),
          row: RowShape(width: 1, channels: channels), quantisation: unit)
      ], labels: [])
    let export = try TFLiteExport(program, inputRows: [6])
    let operators = Set(try TFLiteModel(export.file).operators)
    return isFlatten ? operators : operators.subtracting(["RESHAPE"])
  }

  private static func kinds(_ program: IntegerProgram) throws -> Set<OpKind> {
    let file = try CompiledModel(program).file
    let model = try Model(file.span)
    var kinds: Set<OpKind> = []
    for index in 0..<model.opCount { kinds.insert(model.op(index).kind) }
    return kinds
  }
}
