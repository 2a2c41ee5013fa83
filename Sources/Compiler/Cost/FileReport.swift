public import ModelFormat
import Program

/// What a file holds and what running it takes.
public struct FileReport: Equatable, Sendable, Encodable {
  public var name: String
  public var formatVersion: String
  public var roundingProfile: String
  public var fileBytes: Int
  public var sections: [SectionReport]
  public var inputs: [InputReport]
  public var output: OutputReport
  public var ops: [OpReport]
  public var arenaBytes: Int
  public var arena: [ArenaPart]
  public var parameters: ParameterReport
  public var cost: CostReport
  public var pace: Pace?
  /// nil for a model that scores clips.
  public var window: WindowReport?
}

public struct SectionReport: Equatable, Sendable, Encodable {
  public var name: String
  public var bytes: Int
}

public struct InputReport: Equatable, Sendable, Encodable {
  public var name: String
  public var element: String
  public var width: Int
  public var channels: Int
  public var samplesPerSecond: Int?
  public var standardisation: String?
  public var minimumRows: Int
  public var fixedRows: Int?
  public var scale: Float
  public var zeroPoint: Int
}

/// The scores.
public struct OutputReport: Equatable, Sendable, Encodable {
  public var count: Int
  public var scale: Float
  public var zeroPoint: Int
  public var labels: [String]
}

public struct OpReport: Equatable, Sendable, Encodable {
  public var name: String
  public var kind: String
  public var reads: [String]
  public var kernel: String?
  public var width: Int
  public var channels: Int
  public var encoding: String?
  public var weights: Int
  public var nonZeroWeights: Int
  /// That a weight takes, tables of entropy coders apart; nil without weights.
  public var bitsPerWeight: Double?
  /// Weights or table, and channel parameters.
  public var bytes: Int
  public var macs: Int
  /// Rows that the output's ring holds.
  public var ringRows: Int
  public var isInPlace: Bool
  /// Of arena that nothing but its firing needs: windows, and weights that are decoded for it.
  public var scratchBytes: Int
  public var record: RecordReport
}

/// Parameters as the file has them, batch norms folded, in the two ways in which the DCASE
/// challenge counted: those that are not zero (2021), and all (since 2022).
public struct ParameterReport: Equatable, Sendable, Encodable {
  public var weights: Int
  public var nonZeroWeights: Int
  public var biases: Int
  public var nonZeroBiases: Int

  public var all: Int { weights + biases }
  public var nonZero: Int { nonZeroWeights + nonZeroBiases }
}

extension FileReport {
  public init(_ model: Model) {
    let program = IntegerProgram(reading: model)
    let names = program.inputs.map(\.name) + program.ops.map(\.name)
    name = program.name
    formatVersion = "\(model.majorVersion).\(model.minorVersion)"
    roundingProfile = "\(program.rounding)"
    fileBytes = model.bytes.count
    sections = Self.sections(of: model)
    inputs = program.inputs.enumerated().map { index, input in
      InputReport(
        name: input.name, element: input.isInt16 ? "int16" : "int8", width: input.row.width,
        channels: input.row.channels, samplesPerSecond: input.samplesPerSecond,
        standardisation: input.isInt16 ? "\(model.input(index).standardisation)" : nil,
        minimumRows: input.minimumRows, fixedRows: input.fixedRows,
        scale: input.form.quantisation.scale, zeroPoint: Int(input.form.quantisation.zeroPoint))
    }
    let scores = model.tensor(model.tensorCount - 1)
    output = OutputReport(
      count: scores.channels, scale: scores.scale, zeroPoint: Int(scores.zeroPoint),
      labels: program.labels)
    arenaBytes = model.arenaBytes
    arena = ArenaPart.map(of: model, names: names)
    let storage = [WeightStorage](reading: model)
    let cost = CostReport(model)
    self.cost = cost
    pace = Pace(reading: model)
    window = WindowReport(program)
    ops = program.ops.enumerated().map { index, op in
      let record = model.op(index)
      let weights = op.operation.convolution?.weights ?? []
      let blob = model.blobBytes(ofOp: index)
      let isTable = weights.isEmpty && blob.all > 0
      return OpReport(
        name: op.name, kind: record.kind.name, reads: op.edges.map { names[$0.tensor] },
        kernel: op.operation.geometry.map { "\($0.kernelRows)×\($0.kernelAcross)" },
        width: op.row.width, channels: op.row.channels,
        encoding: weights.isEmpty ? (isTable ? "table" : nil) : storage[index].name,
        weights: weights.count, nonZeroWeights: weights.filter { $0 != 0 }.count,
        bitsPerWeight: weights.isEmpty
          ? nil : Double(8 * blob.weights) / Double(weights.count), bytes: blob.all,
        macs: cost.macsByOp[index], ringRows: model.tensor(model.output(ofOp: index)).capacity,
        isInPlace: model.isInPlace(index),
        scratchBytes: (program.scratchBytes(ofOp: index, storage[index]) ?? 0)
          + (storage[index].isDecodedInFiring
            ? program.decodedBytes(ofOp: index, storage[index]) : 0),
        record: RecordReport(model, index, program))
    }
    let biases = program.ops.flatMap { $0.operation.convolution?.biases ?? [] }
    parameters = ParameterReport(
      weights: ops.reduce(0) { $0 + $1.weights },
      nonZeroWeights: ops.reduce(0) { $0 + $1.nonZeroWeights }, biases: biases.count,
      nonZeroBiases: biases.filter { $0 != 0 }.count)
  }

  /// Tables and sections with their bytes, and what remains: header, directory and alignment.
  private static func sections(of model: Model) -> [SectionReport] {
    let payloads = (0..<model.opCount).map { (model.op($0).kind.payloadBytes + 3) / 4 * 4 }
    let pace = Layout.Pace.efforts + model.opCount * Layout.Pace.entryBytes
    let tables = [
      ("inputs", model.inputCount * Layout.Input.recordBytes),
      ("tensors", model.tensorCount * Layout.Tensor.recordBytes),
      ("edges", model.edgeCount * Layout.Edge.recordBytes), ("consumers", model.edgeCount * 2),
      ("ops", model.opCount * Layout.Op.recordBytes),
      ("payloads", payloads.reduce(0, +)), ("pace", model.hasPace ? pace : 0),
    ]
    let kinds: [(SectionKind, String)] = [
      (.channels, "channel parameters"), (.weights, "weights"), (.tables, "tables"),
      (.labels, "labels"), (.names, "names"), (.provenance, "provenance"), (.selfTest, "self-test"),
      (.listening, "listening"),
    ]
    var reports =
      tables.map { SectionReport(name: $0.0, bytes: $0.1) }
      + kinds.map { SectionReport(name: $0.1, bytes: model.section($0.0).byteCount) }
    let rest = model.bytes.count - reports.reduce(0) { $0 + $1.bytes }
    reports.insert(SectionReport(name: "header, padding", bytes: rest), at: 0)
    return reports.filter { $0.bytes > 0 }
  }
}

extension WeightStorage {
  /// The encoding, and where its weights are decoded.
  fileprivate var name: String {
    "\(encoding)" + (isResident ? ", resident" : strip > 1 ? ", strips of \(strip)" : "")
  }
}

extension Model {
  /// Bytes that an op points to: weights or table, and all with channel parameters.
  fileprivate func blobBytes(ofOp index: Int) -> (weights: Int, all: Int) {
    let op = op(index)
    guard op.kind.isConvolution else {
      return (0, op.kind.tablePlace.map { op.table(at: $0).byteCount } ?? 0)
    }
    let channels = tensor(output(ofOp: index)).channels
    let weights = op.convolution.weightBytes
    return (weights, weights + channels * op.convolution.form.channelBytes)
  }
}

extension OpKind {
  /// The kind's name in tables: "max pool".
  public var name: String {
    "\(self)".reduce(into: "") { name, letter in
      name += letter.isUppercase ? " " + letter.lowercased() : String(letter)
    }
  }
}
