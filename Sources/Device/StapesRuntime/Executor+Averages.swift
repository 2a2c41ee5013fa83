internal import FixedPoint
internal import Kernels
internal import ModelFormat

/// Averages, whose sums lie in the arena.
extension Executor {
  @inline(never)
  mutating func addToSums<Value: Activation>(_ firing: Firing, _: Value.Type) {
    guard let row = firing.window().row(0) else { return }
    Kernels.addToSums(
      Value.self, width: firing.input.width, channels: firing.input.channels,
      zeroPoint: firing.input.zeroPoint, &arena, row: row, sums: firing.op.sums)
  }

  /// Writes the row of an op that gives it when its input has ended.
  @inline(never)
  mutating func writeAverages(_ index: Int) {
    let tensor = model.output(ofOp: index)
    let output = model.tensor(tensor)
    let row = output.arenaOffset &+ cursor(ofTensor: tensor).slot &* output.rowBytes
    if Library.hasInt16, output.elementBytes == 2 {
      writeAverages(index, row: row, Int16.self)
    } else {
      writeAverages(index, row: row, Int8.self)
    }
  }

  @inline(never)
  private mutating func writeAverages<Value: Activation>(
    _ index: Int, row: Int, _: Value.Type
  ) {
    let op = model.op(index)
    let output = model.tensor(model.output(ofOp: index))
    let form: AverageForm =
      switch op.kind {
      case .valueAverage where Library.hasImportedOps: .valueMean
      case .scaledSum where Library.hasImportedOps: .scaledSum
      default: .scaledMean
      }
    Kernels.writeAverages(
      Value.self, form, channels: output.channels,
      zeroPoint: model.source(ofEdge: op.firstEdge).zeroPoint,
      op.factor(at: Layout.Sums.factor), requantiser(op, output), &arena, sums: op.sums,
      row: row)
  }

  mutating func clearSums(_ index: Int) {
    let sums = model.op(index).sums
    for word in 0...model.tensor(model.output(ofOp: index)).channels {
      arena.store(Int32(0), at: sums &+ word &* 4)
    }
  }

  @inline(never)
  mutating func averageWindow(_ firing: Firing) {
    Kernels.averageWindow(
      SlidingShape(firing.op.window, firing.input, firing.output),
      zeroPoint: firing.input.zeroPoint, firing.op.factor(at: Layout.WindowAverage.factor),
      firing.window(), requantiser(firing.op, firing.output), &arena, row: firing.row())
  }
}
