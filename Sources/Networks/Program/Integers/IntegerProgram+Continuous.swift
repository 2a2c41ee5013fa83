/// Continuous mode: scores while a stream goes on.
///
/// The one global average of a network becomes a mean over a window of the last rows of its feature
/// map, taken every hop. What lies in front of it goes on as before: each feature row is computed
/// once, from all that it sees of the sound, also of what came before the window. With F the feature
/// map of everything heard so far, whose rows the padding at the stream's end has not touched, score
/// j is what the rest of the network makes of the mean of rows j·hop ..< j·hop + window of F.
///
/// So the first score is that of a whole clip which has `window` feature rows, but for what padding
/// at the clip's end contributes to them. RAM: the window's rows take the place of the sums.
public struct AverageWindow: Equatable, Sendable {
  /// Feature rows, both.
  public var rows: Int
  public var hop: Int

  public init(rows: Int, hop: Int) {
    self.rows = rows
    self.hop = hop
  }
}

/// Why a program cannot listen on and on.
public enum ContinuousError: Error, Equatable, Sendable {
  /// It has several global averages, or none.
  case globalAverages(Int)
  /// An input takes clips of one length.
  case fixedLength(input: String, rows: Int)
  /// The gain of an input is that of a whole clip.
  case clipStandardisation(input: String)
  /// An op has to see the whole clip.
  case wholeClip(layer: String)
  case windowTooLong(rows: Int, limit: Int)
}

extension IntegerProgram {
  /// Rows of the first input for each row of the map that the global average reads; nil without
  /// one global average.
  public var rowsPerFeatureRow: Int? {
    guard globalAverages.count == 1 else { return nil }
    return inputRows(perRowOf: ops[globalAverages[0].index].edges[0].tensor)
  }

  /// The same of a continuous program; 1 where it has no window.
  public var rowsPerWindowRow: Int {
    windowAverage.map { inputRows(perRowOf: $0.op.edges[0].tensor) } ?? 1
  }

  /// The longest window, in feature rows.
  public static let longestWindow = 4_096

  /// The program with a window in place of its global average.
  public func continuous(_ window: AverageWindow) throws(ContinuousError) -> IntegerProgram {
    guard globalAverages.count == 1 else { throw .globalAverages(globalAverages.count) }
    let (index, factor) = globalAverages[0]
    for input in inputs {
      if case .clip = input.standardisation { throw .clipStandardisation(input: input.name) }
      if let rows = input.fixedRows { throw .fixedLength(input: input.name, rows: rows) }
    }
    for op in ops {
      switch op.operation {
      case .flatten, .valueAverage, .scaledSum: throw .wholeClip(layer: op.name)
      default: break
      }
    }
    guard window.rows <= Self.longestWindow, window.hop <= Self.longestWindow else {
      throw .windowTooLong(rows: max(window.rows, window.hop), limit: Self.longestWindow)
    }
    var program = self
    program.ops[index].operation = .windowAverage(
      Geometry(
        kernelRows: window.rows, kernelAcross: inputShape(ofOp: index).width,
        strideRows: window.hop), factor)
    let minimum = program.minimumRows()
    for input in inputs.indices { program.inputs[input].form.minimumRows = minimum[input] }
    return program
  }

  /// The window and hop of a continuous program, in feature rows.
  public var averageWindow: AverageWindow? {
    windowAverage.map { AverageWindow(rows: $0.geometry.kernelRows, hop: $0.geometry.strideRows) }
  }

  private var globalAverages: [(index: Int, factor: ScaleFactor)] {
    ops.indices.compactMap {
      if case .globalAverage(let factor) = ops[$0].operation { ($0, factor) } else { nil }
    }
  }

  private var windowAverage: (op: Op, geometry: Geometry)? {
    ops.lazy.compactMap { op in
      if case .windowAverage(let geometry, _) = op.operation { (op, geometry) } else { nil }
    }.first
  }
}
