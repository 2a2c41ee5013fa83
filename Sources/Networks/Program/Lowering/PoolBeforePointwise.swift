extension FloatGraph {
  /// Averages first where a pointwise convolution without activation only feeds a global average:
  /// the two commute, and the convolution then runs once a clip and not once a position. Not in
  /// front of a waveform, whose 16 bits only convolutions take.
  mutating func poolBeforePointwise() {
    for index in ops.indices {
      guard case .globalAverage = ops[index].operation else { continue }
      let source = ops[index].edges[0].tensor - inputs.count
      guard source >= 0, source == index - 1,
        case .convolution(let convolution) = ops[source].operation, convolution.geometry == .point,
        convolution.activation == .none, onlyConsumer(of: inputs.count + source) == index
      else { continue }
      let read = ops[source].edges[0]
      guard read.tensor >= inputs.count || inputs[read.tensor].samplesPerSecond == nil else {
        continue
      }
      let input = rowShape(read)
      ops.swapAt(source, index)
      ops[source].edges = ops[index].edges
      ops[source].row = RowShape(width: 1, channels: input.channels)
      ops[index].edges = [FloatGraph.Edge(inputs.count + source)]
      ops[index].row = RowShape(width: 1, channels: convolution.biases.count)
    }
  }
}
