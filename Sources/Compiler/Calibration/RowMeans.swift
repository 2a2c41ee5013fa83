import Basics
import Program
import Reference

/// The mean of each element of a tensor's rows, over all rows that were taken.
struct RowMeans {
  private var sums: [[Double]]
  private var rows: [Int]

  init(_ graph: FloatGraph) {
    let tensors = graph.inputs.count + graph.ops.count
    sums = (0..<tensors).map { [Double](repeating: 0, count: graph.rowShape($0).elements) }
    rows = [Int](repeating: 0, count: tensors)
  }

  mutating func take(_ tensors: [Stream<Float>]) {
    let added = Workers.everyCore.results(tensors.count) { tensor in
      let stream = tensors[tensor]
      let elements = stream.row.elements
      var sums = [Double](repeating: 0, count: elements)
      for row in 0..<stream.rows {
        for element in 0..<elements {
          sums[element] += Double(stream.values[row * elements + element])
        }
      }
      return sums
    }
    for tensor in tensors.indices {
      for element in sums[tensor].indices { sums[tensor][element] += added[tensor][element] }
      rows[tensor] += tensors[tensor].rows
    }
  }

  var values: [[Double]] {
    zip(sums, rows).map { sums, rows in sums.map { $0 / Double(max(1, rows)) } }
  }
}
