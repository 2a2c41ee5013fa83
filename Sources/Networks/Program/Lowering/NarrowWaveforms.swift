extension StreamGraph {
  /// Puts a convolution by 1 behind a waveform that something else than a convolution reads: only
  /// convolutions take 16-bit input.
  mutating func narrowWaveforms() {
    for input in inputs.indices where inputs[input].samplesPerSecond != nil {
      let readers = consumers(of: input).filter { reader in
        guard case .convolution = ops[reader].operation else { return true }
        return false
      }
      guard !readers.isEmpty else { continue }
      let narrow = StreamConvolution(geometry: .point, groups: 1, weights: [1], biases: [0])
      for index in ops.indices {
        for edge in ops[index].edges.indices {
          let tensor = ops[index].edges[edge].tensor
          if tensor >= inputs.count {
            ops[index].edges[edge].tensor += 1
          } else if tensor == input, readers.contains(index) {
            ops[index].edges[edge].tensor = inputs.count
          }
        }
      }
      ops.insert(
        StreamOp(
          name: freshName("\(inputs[input].name)_int8", besides: []),
          operation: .convolution(narrow),
          edges: [StreamEdge(input)], row: inputs[input].row), at: 0)
    }
  }
}
