internal import ModelFormat

/// The rows that one firing of a convolution computes: where their windows lie, and they themselves.
struct Strip {
  let count: Int
  private let cursor: EdgeCursor
  private let input: TensorRecord
  private let kernelRows: Int
  private let stride: Int
  private let output: TensorRecord
  /// The slot of the first row.
  private let slot: Int
  /// Which of the rows under a fused pool the first is, of how many.
  private let phase: Int
  private let poolRows: Int

  @inline(__always)
  init(
    _ op: OpRecord, count: Int, _ cursor: EdgeCursor, of input: TensorRecord,
    to output: TensorRecord, slot: Int, phase: Int
  ) {
    self.count = count
    self.cursor = cursor
    self.input = input
    kernelRows = op.kernelRows
    stride = op.strideRows
    self.output = output
    self.slot = slot
    self.phase = phase
    poolRows = op.poolRows
  }

  @inline(__always)
  func window(_ place: Int) -> Window {
    Window(cursor, of: input, kernelRows: kernelRows, ahead: place &* stride)
  }

  /// Where in the arena a row goes, or the pool of which it is a part.
  @inline(__always)
  func row(_ place: Int) -> Int {
    let slot = slot &+ (poolRows == 1 ? place : (phase &+ place) / poolRows)
    return output.arenaOffset
      &+ (slot >= output.capacity ? slot &- output.capacity : slot) &* output.rowBytes
  }

  /// Rows of the output that are written to, and those of them that are complete afterwards.
  var begun: Int { (phase &+ count &+ poolRows &- 1) / poolRows }
  var complete: Int { (phase &+ count) / poolRows }
}
