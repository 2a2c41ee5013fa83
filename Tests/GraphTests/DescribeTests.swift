import Graph
import Testing

@Suite struct DescribeTests {
  @Test func aTableForPeople() throws {
    let network = chain(
      speech,
      .convolution1D(Convolution1D(channels: 64, kernel: 9, stride: 4, padding: 4)), .batchNorm(),
      .leakyReLU(), .maxPool1D(Pool1D(kernel: 20, stride: 20)), .transpose,
      .convolution2D(
        Convolution2D(
          channels: 12, kernel: Size2D(height: 3, width: 1), stride: Size2D(height: 1, width: 2),
          padding: 1, bias: true)),
      .averagePool2D(Pool2D(kernel: 2, stride: 1, padding: 1)), .globalAveragePool,
      .dropout(rate: 0.2), .fullyConnected(outputs: 1000))
    #expect(
      try network.describeTable() == """
        layer    operation                                 output         parameters       MACs
        ───────────────────────────────────────────────────────────────────────────────────────
        input    waveform at 16,000 Hz                     1 × 16,000
        layer1   convolution 9, stride 4, pad 4            64 × 4,000            576  2,304,000
        layer2   batch norm                                64 × 4,000            128
        layer3   LeakyReLU 0.01                            64 × 4,000
        layer4   max pool 20                               64 × 200
        layer5   transpose                                 1 × 64 × 200
        layer6   convolution 3×1, stride 1×2, pad 1, bias  12 × 64 × 101          48    232,704
        layer7   average pool 2×2, stride 1, pad 1         12 × 65 × 102
        layer8   global average pool                       12
        layer9   dropout 0.2                               12
        layer10  fully connected                           1,000              13,000     12,000
        ───────────────────────────────────────────────────────────────────────────────────────
        total                                                                 13,752  2,548,704

        """)
  }

  @Test func aLengthOfOnesOwn() throws {
    let table = try Zoo.aemNetDW().describeTable(inputLength: 160_000)
    #expect(table.contains("\naudio                  waveform at 16,000 Hz"))
    #expect(table.contains(" 64 × 10,000 "))
  }

  @Test func anInvalidNetworkHasNoTable() {
    #expect(throws: NetworkError.noLayers) { try chain(speech).describeTable() }
  }
}
