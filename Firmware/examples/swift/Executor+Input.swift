import ModelFormat
import StapesRuntime

/// The example's input: the whole of it into the model's first one.
extension Executor {
  private static var blockSamples: Int { 160 }

  private var takesSamples: Bool { model.tensor(0).elementBytes == 2 }

  var inputRows: Int {
    (takesSamples ? Board.samples.count : Board.rows.count) / model.tensor(0).elements
  }

  mutating func observeInput() throws(RuntimeError) {
    if takesSamples { try observe(Board.samples) }
  }

  /// Pushes 10 ms of audio at a time, or row by row.
  mutating func pushInput() throws(RuntimeError) {
    let rowValues = model.tensor(0).elements
    if takesSamples {
      let samples = Board.samples
      let block = rowValues == 1 ? Self.blockSamples : rowValues
      for start in stride(from: 0, to: samples.count, by: block) {
        try push(samples: samples.extracting(start..<min(start + block, samples.count)))
      }
    } else {
      let rows = Board.rows
      for start in stride(from: 0, to: rows.count, by: rowValues) {
        try push(rows: rows.extracting(start..<min(start + rowValues, rows.count)))
      }
    }
  }

  /// Pushes all at once, under the eyes of an observer.
  mutating func pushInput<Observer: RowObserver>(
    observer: inout Observer
  ) throws(RuntimeError) {
    if takesSamples {
      _ = try push(samples: Board.samples, input: 0, observer: &observer)
    } else {
      _ = try push(rows: Board.rows, input: 0, observer: &observer)
    }
  }
}
