/// A network in one form, with what it is worth and what it takes: as floats, or compiled.
///
/// Where the networks of the folds differ in a size, it is that of the largest.
public struct NetworkForm: Equatable, Sendable {
  public let predictions: FoldedPredictions
  public let parameters: ParameterTally
  /// For a second of audio, or for one input of another kind.
  public let macs: Int
  /// nil for floats.
  public let file: FileFigures?

  public init(
    _ predictions: FoldedPredictions, parameters: ParameterTally, macs: Int,
    file: FileFigures? = nil
  ) {
    self.predictions = predictions
    self.parameters = parameters
    self.macs = macs
    self.file = file
  }

  /// Of all parameters as floats, four for each, or of the whole file.
  public var bytes: Int { file.map { $0.bytesByFold.max() ?? 0 } ?? 4 * parameters.total }

  /// `float`, `INT8 ±31`, `INT8 ±15…31`
  public var name: String {
    guard let file else { return "float" }
    let smallest = file.smallestGrid == file.largestGrid ? "" : "\(file.smallestGrid)…"
    return "INT8 ±\(smallest)\(file.largestGrid)"
  }

  /// One byte a parameter in a file, whatever its grid.
  public var dcase: DCASECount {
    DCASECount(parameters: parameters, parameterBytes: file == nil ? 4 : 1, macs: macs)
  }
}

/// What a compiled network takes, beside what every form has.
public struct FileFigures: Equatable, Sendable, Encodable {
  /// Bytes of one kind, as those of the weights.
  public struct Part: Equatable, Sendable, Encodable {
    public let name: String
    public let bytes: Int

    public init(_ name: String, bytes: Int) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// The least and the most that a layer has as its largest weight: equal where all are on one grid.
  public let smallestGrid: Int
  public let largestGrid: Int
  public let bytesByFold: [Int]
  /// Of the largest file.
  public let parts: [Part]
  public let arenaBytes: Int
  /// Weights that pruning had left and that became 0, in all folds.
  public let lostSurvivors: Int

  public init(
    grids: ClosedRange<Int>, bytesByFold: [Int], parts: [Part], arenaBytes: Int, lostSurvivors: Int
  ) {
    smallestGrid = grids.lowerBound
    largestGrid = grids.upperBound
    self.bytesByFold = bytesByFold
    self.parts = parts
    self.arenaBytes = arenaBytes
    self.lostSurvivors = lostSurvivors
  }
}
