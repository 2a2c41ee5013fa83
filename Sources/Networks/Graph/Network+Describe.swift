import Basics

extension Network {
  /// The network as a table for people: a row per layer with its output's shape, its trainable
  /// parameters and its MACs for an input of this length, and the totals.
  public func describeTable(inputLength: Int? = nil) throws(NetworkError) -> String {
    let signals = try infer(inputLength: inputLength)
    let summary = try summary(inputLength: inputLength)
    var table = TextTable(["layer", "operation", "output", " parameters", " MACs"])
    for input in inputs {
      let shape = signals[input.name]?.shape
      table.append([input.name, input.kind.phrase, shape?.phrase ?? "", "", ""])
    }
    for (layer, row) in zip(layers, summary.rows) {
      table.append([
        layer.name, layer.operation.phrase, row.output.phrase,
        row.parameters == 0 ? "" : row.parameters.grouped,
        row.macs == 0 ? "" : row.macs.grouped,
      ])
    }
    table.append(["total", "", "", summary.parameters.grouped, summary.macs.grouped])
    return table.ruledText + "\n"
  }
}

extension InputKind {
  fileprivate var phrase: String {
    switch self {
    case .waveform(let rate): "waveform at \(rate.grouped) Hz"
    case .picture: "picture"
    case .sequence(_, nil): "sequence of any length"
    case .sequence: "sequence"
    }
  }
}

extension Shape {
  fileprivate var phrase: String { dimensions.map(\.grouped).joined(separator: " × ") }
}

extension WindowSize {
  fileprivate var phrase: String { sizes.map { "\($0)" }.joined(separator: "×") }
  /// One number where all are equal.
  fileprivate var shortPhrase: String { Set(sizes).count == 1 ? "\(sizes[0])" : phrase }
}

extension Operation {
  /// The operation with its numbers, leaving out those at their defaults.
  fileprivate var phrase: String {
    switch self {
    case .convolution1D(let convolution): Self.phrase(convolution)
    case .convolution2D(let convolution): Self.phrase(convolution)
    case .maxPool1D(let pool): Self.phrase("max pool", pool)
    case .averagePool1D(let pool): Self.phrase("average pool", pool)
    case .maxPool2D(let pool): Self.phrase("max pool", pool)
    case .averagePool2D(let pool): Self.phrase("average pool", pool)
    case .batchNorm: "batch norm"
    case .relu: "ReLU"
    case .relu6: "ReLU6"
    case .leakyReLU(let slope): "LeakyReLU \(slope)"
    case .globalAveragePool: "global average pool"
    case .fullyConnected(_, let bias): Self.phrase("fully connected", (!bias, "no bias"))
    case .dropout(let rate): "dropout \(rate)"
    default: kind
    }
  }

  private static func phrase(_ head: String, _ details: (isShown: Bool, text: String)...) -> String
  {
    ([head] + details.filter(\.isShown).map(\.text)).joined(separator: ", ")
  }

  private static func phrase(_ convolution: Convolution<some WindowSize>) -> String {
    phrase(
      "convolution \(convolution.kernel.phrase)",
      (convolution.stride != 1, "stride \(convolution.stride.shortPhrase)"),
      (convolution.padding != 0, "pad \(convolution.padding.shortPhrase)"),
      (convolution.groups != 1, "\(convolution.groups) groups"), (convolution.bias, "bias"))
  }

  private static func phrase(_ head: String, _ pool: Pool<some WindowSize>) -> String {
    phrase(
      "\(head) \(pool.kernel.phrase)",
      (pool.stride != pool.kernel, "stride \(pool.stride.shortPhrase)"),
      (pool.padding != 0, "pad \(pool.padding.shortPhrase)"))
  }
}
