import Compiler
import Graph
import Program
import Testing

/// Which part of its values a tensor's levels cover.
@Suite struct RangeTests {
  private func range(_ values: [Float], _ choice: RangeChoice) throws -> ValueRange {
    let network = network([
      layer("conv", convolution(1, 1), "rows"), layer("mean", .globalAveragePool, "conv"),
    ])
    let graph = try network.lowered(seed: 1)
    return try Calibration(
      graph, examples: [[.rows(values)]], standardisation: .fixed, ranges: choice
    ).ranges[0]
  }

  /// Normal values, and one far away.
  private var values: [Float] { normal(40_000, seed: 4).dropLast() + [100] }

  @Test func everyValueCounts() throws {
    let values = values
    let range = try range(values, .minMax)
    #expect(range == ValueRange(low: values.min() ?? 0, high: 100))
  }

  @Test func rareValuesAreLeftOut() throws {
    let range = try range(values, .percentile)
    #expect(range.high > 3 && range.high < 6)
    #expect(range.low < -3)
  }

  /// The range at which the mean squared error of rounding and cutting off is smallest.
  @Test func theErrorIsLeast() throws {
    let values = values
    func error(_ range: ValueRange) -> Double {
      let step = (range.high - range.low) / 255
      return values.reduce(0) { sum, value in
        let level = max(range.low, min(range.high, (value / step).rounded() * step))
        return sum + Double((value - level) * (value - level))
      }
    }
    let least = try range(values, .leastError)
    for share in [0.6, 0.8, 0.9, 1.12, 1.25, 1.6, 10] as [Float] {
      let other = ValueRange(low: least.low * share, high: least.high * share)
      #expect(error(least) <= error(other) * 1.02)
    }
    #expect(least.high < 100)
  }

  @Test(arguments: RangeChoice.allCases)
  func plainValuesKeepTheirRange(choice: RangeChoice) throws {
    // Evenly spread: nothing is rare.
    let values = (0..<4_000).map { Float($0 % 200) / 10 }
    let range = try range(values, choice)
    #expect(range.low == 0)
    #expect(range.high > 19 && range.high <= 19.9)
    #expect(try self.range([Float](repeating: 0, count: 40), choice) == ValueRange(low: 0, high: 0))
    #expect(try self.range([Float](repeating: -7, count: 40), choice).low <= -6)
  }

  @Test func valuesMayGrowAsTheyCome() throws {
    let values = (0..<40).map { Float(sign: .plus, exponent: $0 - 20, significand: 1) }
    let range = try range(values, .minMax)
    #expect(range == ValueRange(low: 0x1p-20, high: 0x1p19))
    #expect(try self.range(values, .percentile).high == 0x1p19)
  }
}
