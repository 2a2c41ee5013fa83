import Basics
import Compiler
import Graph
import Program
import Testing

@Suite struct QuantisationTests {
  /// Within half a step of 15 bits, and nothing below those bits.
  @Test func nearestFactor() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<20_000 {
      let exponent = Int.random(in: -31...28, using: &random)
      let value = Double(sign: .plus, exponent: exponent, significand: 1 + random.nextUnit())
      let factor = try #require(ScaleFactor(nearest: value))
      #expect(abs(factor.value - value) <= value * 0x1p-15)
      #expect(factor.q31 >= 1 << 30 && factor.q31 & 0xFFFF == 0)
      #expect((-31...30).contains(factor.shift))
    }
  }

  @Test func exactFactors() {
    for exponent in -32...29 {
      let value = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(ScaleFactor(nearest: value)?.value == value)
    }
    #expect(ScaleFactor(nearest: 1) == .one)
    #expect(ScaleFactor(nearest: 0) == .zero)
    #expect(ScaleFactor(nearest: 0x1p-40) == .zero)
    #expect(ScaleFactor(nearest: (2 as Double).nextDown)?.value == 2)
  }

  @Test(arguments: [-1, 0x1p30, .infinity, .nan, -Double.leastNormalMagnitude])
  func noFactor(value: Double) {
    #expect(ScaleFactor(nearest: value) == nil)
  }

  /// Zero lies on the grid, and no end of the range is farther than half a step from it.
  @Test func coveringRanges() throws {
    let network = network([
      layer("conv", convolution(1, 1), "rows"), layer("relu", .relu, "conv"),
      layer("pool", .globalAveragePool, "relu"),
    ])
    let graph = try network.lowered(seed: 1)
    var calibration = try graph.calibrated(.fixed)
    var random = SplitMix64(seed: 5)
    for _ in 0..<5_000 {
      let scale = Float(
        sign: .plus, exponent: Int.random(in: -8...8, using: &random), significand: 1)
      let ends = [Float(random.nextNormal()) * scale, Float(random.nextNormal()) * scale].sorted()
      calibration.ranges[0] = ValueRange(low: ends[0], high: ends[1])
      // The layer's own range does not matter here, as long as its factor fits.
      calibration.ranges[1] = ValueRange(low: 0, high: 1_000)
      let program = try Quantiser(graph, calibration, .fixed).program()
      let quantisation = program.quantisation(0)
      let step = Double(quantisation.scale)
      let zero = Double(quantisation.zeroPoint)
      let low = Double(min(ends[0], 0))
      let high = Double(max(ends[1], 0))
      #expect((-128...127).contains(quantisation.zeroPoint))
      #expect((-128 - zero) * step <= low + 0.501 * step)
      #expect((127 - zero) * step >= high - 0.501 * step)
      #expect(step <= (high - low) / 255 * 1.000_001)
    }
  }

  /// ReLU6 ends where 6 lies between two steps as doubles round it, of scales that single precision
  /// would take to the other one.
  @Test func reLU6EndsAtSix() throws {
    let network = network([
      layer("conv", convolution(2, 1), "rows"), layer("relu6", .relu6, "conv"),
      layer("mean", .globalAveragePool, "relu6"),
    ])
    let graph = try network.lowered(seed: 1)
    var scheme = QuantisationScheme(
      try Quantiser(graph, try graph.calibrated(.fixed), .fixed).program())
    for step in 30..<255 {
      let scale = Float(6 / (Double(step) + 0.5))
      for near in [scale.nextDown, scale, scale.nextUp] {
        scheme.tensors["conv"] = Quantisation(scale: near, zeroPoint: -128)
        let op = try Quantiser(graph, by: scheme).program().ops[0]
        #expect(Int(op.highest) + 128 == min(255, Int(6 / Double(near) + 0.5)), "\(near)")
      }
    }
  }

  /// Each entry is the level nearest to the curve, and a product's factor takes it to the output.
  @Test("curves and products", arguments: Curve.allCases) func curves(_ curve: Curve) throws {
    let network = network([
      layer("conv", convolution(2, 1), "rows"), layer("curve", .curve(curve), "conv"),
      layer("product", .multiply, "curve", "conv"), layer("mean", .globalAveragePool, "product"),
    ])
    let graph = try network.lowered(seed: 1)
    let program = try Quantiser(graph, try graph.calibrated(.fixed), .fixed).program()
    guard case .lookup(.table(let table)) = program.ops[1].operation,
      case .multiply(let factor) = program.ops[2].operation
    else {
      Issue.record("\(program.ops.map(\.operation))")
      return
    }
    let (conv, output) = (program.quantisation(1), program.quantisation(2))
    for (index, level) in table.enumerated() {
      let real = curve(Double(index - 128 - Int(conv.zeroPoint)) * Double(conv.scale))
      let exact = real / Double(output.scale) + Double(output.zeroPoint)
      #expect(abs(Double(level) - max(-128, min(127, exact))) <= 0.5, "\(index - 128)")
    }
    let exact = Double(conv.scale * output.scale / program.quantisation(3).scale)
    #expect(abs(factor.value / exact - 1) < 1e-4)
    if curve == .sigmoid { #expect(output == Quantisation(scale: 1 / 256, zeroPoint: -128)) }
    if curve == .tanh { #expect(output == Quantisation(scale: 1 / 128, zeroPoint: 0)) }
  }
}
