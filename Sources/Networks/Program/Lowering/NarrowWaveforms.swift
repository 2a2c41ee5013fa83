extension FloatGraph {
  /// Puts a convolution by 1 behind a waveform that something else than a convolution reads: only
  /// convolutions take 16-bit input.
  mutating func narrowWaveforms() {
    for input in inputs.indices where inputs[input].samplesPerSecond != nil {
      let readers = consumers(of: input).filter { reader in
        if case .convolution = ops[reader].operation { false } else { true }
      }
      guard !readers.isEmpty else { continue }
      let narrow = FloatConvolution(geometry: .point, groups: 1, weights: [1], biases: [0])
      insert(
        FloatGraph.Op(
          name: freshName("\(inputs[input].name)_int8"), operation: .convolution(narrow),
          edges: [FloatGraph.Edge(input)], row: inputs[input].row, form: Nothing()), at: 0)
      let others = ops.indices.filter { !readers.contains($0 - 1) }
      redirect(readersOf: input, to: inputs.count, except: others)
    }
  }
}
