public import ModelFormat

/// A stretch of the arena and what it is for.
public struct ArenaPart: Equatable, Sendable, Encodable {
  public enum Kind: String, Sendable, Encodable {
    case cursors, statistics, checksums, credit, sums, ring
    /// Weights that are decoded once, or for one firing of an op.
    case weights
    /// Windows of convolutions, which serve one firing.
    case windows
    /// Rows that live from one op to the next only, and share their place.
    case shared
  }

  public var kind: Kind
  /// The tensor or op that it belongs to.
  public var name: String
  public var bytes: Int
  /// Rows and bytes a row, for rings.
  public var rows: Int?
  public var rowBytes: Int?
}

extension ArenaPart {
  /// What lies in the arena of a model, in the order of its offsets; the sizes add up to the plan.
  public static func map(of model: Model, names: [String]) -> [ArenaPart] {
    let outputs = names.dropFirst(model.inputCount)
    var marks = [Mark(0, .cursors, "cursors")]
    for index in 0..<model.inputCount where model.input(index).standardisation != .fixed {
      marks.append(Mark(model.input(index).memory, .statistics, names[index]))
    }
    for (index, name) in zip(0..<model.opCount, outputs) where model.op(index).kind.sumsRows {
      marks.append(Mark(model.op(index).sums, .sums, name))
    }
    if model.hasPace { marks.append(Mark(model.creditMemory, .credit, "pace")) }
    if let test = model.selfTest {
      let memory = Int(model.bytes.int32(at: test.offset + Layout.SelfTest.memory))
      marks.append(Mark(memory, .checksums, "self-test"))
    }
    var decoded: Set<Int> = []
    for (index, name) in zip(0..<model.opCount, outputs) where model.op(index).kind.isConvolution {
      let op = model.op(index).convolution
      guard op.encoding.isDecoded, decoded.insert(op.memory).inserted else { continue }
      marks.append(Mark(op.memory, .weights, op.isResident ? name : "weights for one firing"))
    }
    if let windows = (0..<model.opCount).compactMap({ model.windows(ofOp: $0) }).first {
      marks.append(Mark(windows, .windows, "windows of convolutions"))
    }
    marks += rings(of: model, names)
    marks.sort { $0.offset < $1.offset }
    let ends = marks.dropFirst().map(\.offset) + [model.arenaBytes]
    return zip(marks, ends).map { mark, end in
      var part = mark.part
      part.bytes = end - mark.offset
      return part
    }
  }

  /// Where a part begins; it ends at the next.
  private struct Mark {
    var offset: Int
    var part: ArenaPart

    init(_ offset: Int, _ kind: Kind, _ name: String, rows: Int? = nil, rowBytes: Int? = nil) {
      self.offset = offset
      part = ArenaPart(kind: kind, name: name, bytes: 0, rows: rows, rowBytes: rowBytes)
    }
  }

  /// Rings that stand alone, and one entry for each stretch in which several overlap. An output
  /// that lies in its op's input ring has no place of its own.
  private static func rings(of model: Model, _ names: [String]) -> [Mark] {
    let tensors = (0..<model.tensorCount).filter {
      $0 < model.inputCount || !model.isInPlace($0 - model.inputCount)
    }.sorted { model.tensor($0).arenaOffset < model.tensor($1).arenaOffset }
    var result: [Mark] = []
    var end = -1
    for index in tensors {
      let tensor = model.tensor(index)
      if tensor.arenaOffset < end, let last = result.popLast() {
        result.append(Mark(last.offset, .shared, "rows between ops"))
      } else {
        result.append(
          Mark(
            tensor.arenaOffset, .ring, names[index], rows: tensor.capacity,
            rowBytes: tensor.rowBytes))
      }
      end = max(end, tensor.arenaOffset + tensor.capacity * tensor.rowBytes)
    }
    return result
  }
}

extension Model {
  /// Where a convolution lays windows.
  func windows(ofOp index: Int) -> Int? {
    let op = op(index)
    return op.kind.isConvolution && op.convolution.windows > 0 ? op.convolution.windows : nil
  }

  /// Whether an op overwrites its input.
  func isInPlace(_ op: Int) -> Bool {
    self.op(op).kind.isConvolution && self.op(op).convolution.inPlace
  }
}
