internal import Kernels

/// Averages, whose sums lie in the arena.
extension Executor {
  @inline(never)
  mutating func addToSums<Value: Activation>(_ firing: inout Firing, _ op: OpRecord, _: Value.Type)
  {
    guard let row = firing.source(model) else { return }
    Kernels.addToSums(
      Value.self, width: model.input(of: op).width, channels: model.input(of: op).channels,
      zeroPoint: model.input(of: op).zeroPoint, &arena, row: row, sums: op.sums)
  }

  /// Writes the row of an op that gives it when its input has ended.
  @inline(never)
  mutating func writeAverages(_ index: Int) {
    if Library.hasInt16, model.output(of: index).elementBytes == 2 {
      writeAverages(index, Int16.self)
    } else {
      writeAverages(index, Int8.self)
    }
  }

  @inline(__always)
  private mutating func writeAverages<Value: Activation>(_ index: Int, _: Value.Type) {
    let op = model.op(index)
    let output = model.output(of: index)
    let form: AverageForm =
      switch op.kind {
      case .valueAverage where Library.hasImportedOps: .valueMean
      case .scaledSum where Library.hasImportedOps: .scaledSum
      default: .scaledMean
      }
    Kernels.writeAverages(
      Value.self, form, channels: output.channels,
      zeroPoint: model.source(ofEdge: op.firstEdge).zeroPoint,
      op.factor(at: Layout.Sums.factor), model.requantiser(op, output), &arena, sums: op.sums,
      row: nextRow(model.output(ofOp: index)))
  }

  mutating func clearSums(_ index: Int) {
    let sums = model.op(index).sums
    for word in 0...model.tensor(model.output(ofOp: index)).channels {
      arena.store(Int32(0), at: sums &+ word &* 4)
    }
  }

  @inline(never)
  mutating func averageWindow(_ firing: inout Firing, _ op: OpRecord) {
    Kernels.averageWindow(
      SlidingShape(op.window, model.input(of: op), model.output(of: firing.op)),
      zeroPoint: model.input(of: op).zeroPoint, op.factor(at: Layout.WindowAverage.factor),
      firing.window(model), model.requantiser(op, model.output(of: firing.op)), &arena,
      row: firing.row(model))
  }
}
