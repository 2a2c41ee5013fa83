import ModelFormat
import Program

/// Which encoding each layer's weights get, by the bytes that it takes.
///
/// Those that are not worth decoding stay as they are: dense or sparse.
struct LayerEncodings {
  /// Of each op, with a table of its own where it is entropy-coded.
  private(set) var alone: [WeightEncoding] = []
  /// Ops that entropy coding would make smaller if their tables cost nothing, with what that saves;
  /// the least first.
  private var sharers: [(op: Int, saved: Int)] = []

  /// - Parameter undecoded: of each op, where weights are not decoded.
  init(_ program: IntegerProgram, _ goals: StorageGoals, undecoded: [WeightEncoding]) {
    for op in program.ops.indices {
      let count = program.storedWeights(ofOp: op).count
      let encodings =
        (1...Layout.mostEncodedWeights).contains(count)
        ? goals.encodings.filter(\.isDecoded) : []
      let plain = program.encodedBytes(ofOp: op, undecoded[op]).all
      let sizes = encodings.map { ($0, program.encodedBytes(ofOp: op, $0)) }
      let smallest = sizes.min { $0.1.all < $1.1.all }
      let chosen = smallest.flatMap { $0.1.all <= goals.mostEncodedBytes(of: plain) ? $0 : nil }
      alone.append(chosen?.0 ?? undecoded[op])
      guard chosen?.0 != .entropy, let coded = sizes.first(where: { $0.0 == .entropy }),
        case let saved = (chosen?.1.all ?? plain) - coded.1.weights, saved > 0
      else { continue }
      sharers.append((op, saved))
    }
    sharers.sort { ($0.saved, $0.op) < ($1.saved, $1.op) }
  }

  /// No file is smaller by more than this than with every layer for itself.
  var mostSaved: Int { sharers.reduce(0) { $0 + $1.saved } }

  /// The encodings with which the file is smallest, where layers may share the tables of others.
  ///
  /// - Parameter fileBytes: the length of a file with these encodings.
  func sharingTables(
    _ fileBytes: ([WeightEncoding]) throws(CompileError) -> Int
  ) throws(CompileError) -> [WeightEncoding] {
    guard !sharers.isEmpty else { return alone }
    var encodings = alone
    for sharer in sharers { encodings[sharer.op] = .entropy }
    var bytes = try fileBytes(encodings)
    for sharer in sharers {
      var without = encodings
      without[sharer.op] = alone[sharer.op]
      let fewer = try fileBytes(without)
      if fewer <= bytes { (encodings, bytes) = (without, fewer) }
    }
    return try bytes < fileBytes(alone) ? encodings : alone
  }
}

extension IntegerProgram {
  /// Bytes of an op's weights as the file has them, and these with a table of their own.
  func encodedBytes(ofOp index: Int, _ encoding: WeightEncoding) -> (weights: Int, all: Int) {
    let weights = storedWeights(ofOp: index)
    guard !weights.isEmpty else { return (0, 0) }
    let encoded = EncodedWeights(weights, encoding, channels: ops[index].row.channels)
    return (encoded.bytes.count, encoded.bytes.count + (encoded.table?.bytes.count ?? 0))
  }

  /// How many entries sparse weights have.
  func sparseEntries(ofOp index: Int) -> Int {
    (encodedBytes(ofOp: index, .sparse).weights - ops[index].row.channels * Layout.Sparse.entries)
      / Layout.Sparse.entryBytes
  }
}

extension StorageGoals {
  /// What encoded weights may take where they take so many bytes otherwise: less by a quarter, for
  /// decoding takes time and arena; less by anything for the smallest file or one that has to fit.
  fileprivate func mostEncodedBytes(of undecoded: Int) -> Int {
    aim == .smallest || maxFileBytes != nil
      ? undecoded - 1 : min(undecoded - 32, undecoded * 3 / 4)
  }
}
