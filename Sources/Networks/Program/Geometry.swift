public import ModelFormat

/// How a kernel slides: along the rows (time) and across each row.
public struct Geometry: Equatable, Sendable {
  public var kernelRows: Int
  public var kernelAcross: Int
  public var strideRows: Int
  public var strideAcross: Int
  public var padBefore: Int
  public var padAfter: Int
  public var padLeft: Int
  public var padRight: Int

  public init(
    kernelRows: Int, kernelAcross: Int, strideRows: Int = 1, strideAcross: Int = 1,
    padBefore: Int = 0, padAfter: Int = 0, padLeft: Int = 0, padRight: Int = 0
  ) {
    self.kernelRows = kernelRows
    self.kernelAcross = kernelAcross
    self.strideRows = strideRows
    self.strideAcross = strideAcross
    self.padBefore = padBefore
    self.padAfter = padAfter
    self.padLeft = padLeft
    self.padRight = padRight
  }

  /// One value at a time.
  public static let point = Geometry(kernelRows: 1, kernelAcross: 1)

  /// Windows of a pool side by side.
  public init(tiling pool: PoolSize) {
    self.init(
      kernelRows: pool.rows, kernelAcross: pool.across, strideRows: pool.rows,
      strideAcross: pool.across)
  }

  /// How an op takes rows that slides so.
  public var rowFlow: RowFlow {
    RowFlow(
      kernelRows: kernelRows, stride: strideRows, padBefore: padBefore, padAfter: padAfter)
  }

  /// Rows out of `rows` rows.
  public func outputRows(_ rows: Int) -> Int { rowFlow.outputRows(rows) }

  public var isUnpadded: Bool { padBefore == 0 && padAfter == 0 && padLeft == 0 && padRight == 0 }

  /// Outputs across a row of `width`.
  public func outputWidth(_ width: Int) -> Int {
    let slack = width + padLeft + padRight - kernelAcross
    return slack < 0 ? 0 : slack / strideAcross + 1
  }
}

/// Rows and columns that a fused max-pool takes together.
public struct PoolSize: Equatable, Sendable {
  public var rows: Int
  public var across: Int

  public init(rows: Int, across: Int) {
    self.rows = rows
    self.across = across
  }

  public static let none = PoolSize(rows: 1, across: 1)
  /// The file has a byte for each.
  public static let longest = 255
}
