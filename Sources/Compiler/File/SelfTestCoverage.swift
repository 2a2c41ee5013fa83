import Basics
import ModelFormat
import Program
import Reference

/// How many of the weights' bits a self-test would notice if one of them were flipped: those that change
/// a value of the op that has the weight.
///
/// Noise reaches some rows only, and a step of a weight may be less than half a step of an output. What
/// a device's flash holds is checked by the file's checksum, to the last bit.
public struct SelfTestCoverage: Equatable, Sendable {
  /// Of all bits of all weights, by a sample; 1 where there are no weights.
  public private(set) var share: Double
  /// Bits of the sample.
  public private(set) var triedBits: Int
  /// Multiplications of the self-test.
  let macs: Int

  /// `the self-test notices 61 % of flipped bits of weights (3,104 tried)`
  public var text: String {
    "the self-test notices \(Numerals.fixed(100 * share, decimals: 0)) % of flipped bits of weights "
      + "(\(triedBits.grouped) tried)"
  }

  /// Weights of a sample of all ops together.
  private static let most = 512
  private static let fewMACs = 1 << 20

  /// By a sample that costs little, or no more than the self-test itself.
  init(_ program: IntegerProgram, _ tensors: [Stream<Int16>]) {
    let layers = program.ops.indices.compactMap { Layer(program, $0, tensors) }
    let weights = layers.reduce(0) { $0 + $1.convolution.weights.count }
    macs = layers.reduce(0) { $0 + $1.macs }
    var noticed = 0.0
    triedBits = 0
    for layer in layers {
      let count = layer.convolution.weights.count
      let affordable =
        max(macs, Self.fewMACs) / (layers.count * Layer.variants * max(1, layer.macsOfOneChannel))
      let sample = min(
        count, max(1, min((Self.most * count + weights - 1) / weights, affordable)))
      noticed += layer.noticedShare(of: sample) * Double(count)
      triedBits += 8 * sample
    }
    share = weights > 0 ? noticed / Double(weights) : 1
  }
}

/// A convolution, and what it reads in a self-test.
private struct Layer {
  let convolution: IntegerConvolution
  private let program: IntegerProgram
  private let op: IntegerProgram.Op
  private let index: Int
  private let input: Stream<Int16>
  private let isInt16: Bool
  private let source: Quantisation
  /// Positions that the convolution is computed at.
  private let positions: Int

  /// A weight as it is, and with each of its bits flipped.
  static let variants = 9

  init?(_ program: IntegerProgram, _ index: Int, _ tensors: [Stream<Int16>]) {
    op = program.ops[index]
    guard case .convolution(let convolution) = op.operation, !convolution.weights.isEmpty else {
      return nil
    }
    self.convolution = convolution
    self.program = program
    self.index = index
    let edge = op.edges[0]
    input = Stream(row: program.rowShape(edge), values: tensors[edge.tensor].values)
    isInt16 = program.isInt16(edge.tensor)
    source = program.quantisation(edge.tensor)
    positions =
      tensors[program.inputs.count + index].rows * op.row.width * convolution.pool.rows
      * convolution.pool.across
  }

  var macsOfOneChannel: Int { positions * convolution.weightsPerOutput }
  var macs: Int { macsOfOneChannel * convolution.biases.count }

  /// The share of the bits of some weights that would be noticed.
  func noticedShare(of count: Int) -> Double {
    var random = SplitMix64(seed: UInt64(index))
    let all = convolution.weights.count
    let sample =
      count == all
      ? Array(0..<all) : (0..<count).map { _ in Int(random.next() % UInt64(all)) }
    let perGroup = convolution.weights.count / convolution.groups
    let noticed = Dictionary(grouping: sample) { $0 / perGroup }
      .reduce(0) { $0 + noticedBits(of: $1.value, group: $1.key) }
    return Double(noticed) / Double(8 * sample.count)
  }

  /// Bits of weights of one group whose flip changes an output.
  private func noticedBits(of sample: [Int], group: Int) -> Int {
    let channels = input.row.channels / convolution.groups
    let row = RowShape(width: input.row.width, channels: channels)
    let values =
      convolution.groups == 1
      ? input.values
      : stride(from: 0, to: input.values.count, by: input.row.channels).flatMap { start in
        input.values[start + group * channels..<start + (group + 1) * channels]
      }
    let outputs = variants(of: sample)
    var op = op
    op.operation = .convolution(outputs)
    op.edges = [IntegerProgram.Edge(tensor: 0)]
    op.row = RowShape(width: op.row.width, channels: outputs.biases.count)
    let alone = IntegerProgram(
      name: op.name, rounding: program.rounding,
      inputs: [
        IntegerProgram.Input(
          name: "input", row: row, isInt16: isInt16, samplesPerSecond: nil, fixedRows: nil,
          minimumRows: 1, standardisation: .fixed, quantisation: source)
      ], ops: [op], labels: [])
    let pushed = ProgramValues(standardised: [values])
    let result = (FloatPath(alone)?.tensors(pushed) ?? WholeClip(alone).tensors(pushed))[1].values
    return sample.indices.reduce(0) { noticed, place in
      noticed
        + (1..<Self.variants).count { variant in
          stride(from: place * Self.variants, to: result.count, by: outputs.biases.count)
            .contains { result[$0] != result[$0 + variant] }
        }
    }
  }

  /// A convolution with an output channel for each variant of each weight.
  private func variants(of sample: [Int]) -> IntegerConvolution {
    var result = convolution
    (result.groups, result.weights, result.biases, result.factors) = (1, [], [], [])
    for weight in sample {
      let (channel, place) = weight.quotientAndRemainder(
        dividingBy: convolution.weightsPerOutput)
      let first = channel * convolution.weightsPerOutput
      for variant in 0..<Self.variants {
        var weights = Array(convolution.weights[first..<first + convolution.weightsPerOutput])
        if variant > 0 { weights[place] ^= Int8(bitPattern: 1 << UInt8(variant - 1)) }
        let change = Int(weights[place]) - Int(convolution.weights[weight])
        result.weights += weights
        // A device has the zero point in its biases, for the weight as it was.
        result.biases.append(convolution.biases[channel] + change * Int(source.zeroPoint))
        result.factors.append(convolution.factors[channel])
      }
    }
    return result
  }
}

extension CompiledModel {
  /// Oracles run so many multiplications to find a better seed.
  private static let affordableMACs = 1 << 24
  private static let mostSeeds = 16

  /// The model with the self-test that notices most flipped bits of weights, of some seeds; and the
  /// share that it notices.
  public func withBestSelfTest() throws(CompileError) -> (
    model: CompiledModel, coverage: SelfTestCoverage
  ) {
    var best = SelfTest(program)
    var coverage = SelfTestCoverage(program, best.tensors)
    let seeds = min(Self.mostSeeds, Self.affordableMACs / max(1, coverage.macs))
    for number in 1..<max(1, seeds) {
      let other = SelfTest(program, seed: SelfTest.firstSeed &+ UInt32(number))
      let its = SelfTestCoverage(program, other.tensors)
      if its.share > coverage.share { (best, coverage) = (other, its) }
    }
    var model = self
    model.file = try FileWriter(program: program, plan: plan, selfTest: best).file()
    return (model, coverage)
  }
}
