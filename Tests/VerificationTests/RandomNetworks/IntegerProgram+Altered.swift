import Basics
import Program

extension IntegerProgram {
  /// With the tables of a program that was read, where this one has factors.
  func withTables(from read: IntegerProgram) -> IntegerProgram {
    var program = self
    for index in ops.indices {
      guard case .lookup(.piecewise) = ops[index].operation, index < read.ops.count,
        case .lookup(.table) = read.ops[index].operation
      else { continue }
      program.ops[index].operation = read.ops[index].operation
    }
    return program
  }

  /// With random outputs of convolutions that no longer depend on anything, and random inputs that
  /// nothing is taken from.
  func withDeadChannels(_ random: inout SplitMix64) -> IntegerProgram {
    var program = self
    for index in ops.indices {
      guard case .convolution(var convolution) = ops[index].operation else { continue }
      let share = random.nextUnit()
      let perOutput = convolution.weightsPerOutput
      let inputs = rowShape(ops[index].edges[0]).channels / convolution.groups
      for output in convolution.biases.indices where random.nextUnit() < share / 2 {
        for place in 0..<perOutput { convolution.weights[output * perOutput + place] = 0 }
      }
      for input in 0..<inputs where random.nextUnit() < share / 2 {
        for place in stride(from: input, to: convolution.weights.count, by: inputs) {
          convolution.weights[place] = 0
        }
      }
      convolution.chooseChannelForm(zeroPoint: quantisation(ops[index].edges[0].tensor).zeroPoint)
      program.ops[index].operation = .convolution(convolution)
    }
    return program
  }

  /// Rounds twice, with factors of 31 random bits, none of which makes a value overflow.
  func withPreciseFactors(_ random: inout SplitMix64) -> IntegerProgram {
    var program = self
    program.rules.rounding = .tflm
    for index in ops.indices {
      for edge in ops[index].edges.indices {
        program.ops[index].edges[edge].factor = ops[index].edges[edge].factor.precise(&random, 0)
      }
      switch ops[index].operation {
      case .convolution(var convolution):
        convolution.factors = convolution.factors.map { $0.precise(&random, 0) }
        convolution.chooseChannelForm(
          zeroPoint: quantisation(ops[index].edges[0].tensor).zeroPoint)
        program.ops[index].operation = .convolution(convolution)
      case .globalAverage(let factor):
        program.ops[index].operation = .globalAverage(factor.precise(&random, 10))
      case .add(let factor): program.ops[index].operation = .add(factor.precise(&random, 0))
      case .lookup(.piecewise(let positive, let negative)):
        program.ops[index].operation = .lookup(
          .piecewise(
            positive: positive.precise(&random, 16), negative: negative.precise(&random, 16)))
      default: break
      }
    }
    return program
  }
}

extension ScaleFactor {
  /// Another mantissa, and a shift of at most `limit`.
  fileprivate func precise(_ random: inout SplitMix64, _ limit: Int) -> ScaleFactor {
    guard q31 > 0 else { return self }
    return ScaleFactor(
      q31: Int32.random(in: 1 << 30...Int32.max, using: &random), shift: min(shift, limit))
  }
}
