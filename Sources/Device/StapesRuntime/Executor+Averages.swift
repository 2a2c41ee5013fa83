internal import Kernels

/// Averages, whose sums lie in the arena.
extension Executor {
  @inline(never)
  mutating func addToSums<Value: Activation>(_ firing: inout Firing, _: Value.Type) {
    guard let row = firing.source() else { return }
    if Value.bytes == 1 {
      Form.addToSums(
        width: firing.input.width, channels: firing.input.channels,
        zeroPoint: firing.input.zeroPoint, &arena, row: row, sums: firing.op.sums)
      return
    }
    Kernels.addToSums(
      Value.self, width: firing.input.width, channels: firing.input.channels,
      zeroPoint: firing.input.zeroPoint, &arena, row: row, sums: firing.op.sums)
  }

  /// Writes the row of an op that gives it when its input has ended.
  @inline(never)
  mutating func writeAverages(_ firing: inout Firing) {
    if Library.hasInt16, firing.output.elementBytes == 2 {
      writeAverages(&firing, Int16.self)
    } else {
      writeAverages(&firing, Int8.self)
    }
  }

  @inline(__always)
  private mutating func writeAverages<Value: Activation>(_ firing: inout Firing, _: Value.Type) {
    let op = firing.op
    let form: AverageForm =
      switch op.kind {
      case .valueAverage where Library.hasImportedOps: .valueMean
      case .scaledSum where Library.hasImportedOps: .scaledSum
      default: .scaledMean
      }
    Kernels.writeAverages(
      Value.self, form, channels: firing.output.channels, zeroPoint: firing.input.zeroPoint,
      op.factor(at: Layout.Sums.factor), model.requantiser(op, firing.output), &arena,
      sums: op.sums, row: firing.row())
  }

  mutating func clearSums(_ index: Int) {
    let sums = model.op(index).sums
    for word in 0...model.tensor(model.output(ofOp: index)).channels {
      arena.store(Int32(0), at: sums &+ word &* 4)
    }
  }

  @inline(never)
  mutating func averageWindow(_ firing: inout Firing) {
    Kernels.averageWindow(
      SlidingShape(firing.op.window, firing.input, firing.output),
      zeroPoint: firing.input.zeroPoint, firing.op.factor(at: Layout.WindowAverage.factor),
      firing.window(), model.requantiser(firing.op, firing.output), &arena, row: firing.row())
  }
}
