public import ModelFormat
import Program

/// What the self-test takes on a device, in instructions.
public struct SelfTestCost: Equatable, Sendable, Encodable {
  /// Of the dearest step of `stapes_self_test_step`.
  public var stepInstructions: Int
  /// Of all steps in one call.
  public var instructions: Int
  public var steps: Int

  /// A value of noise, with its way into the ring.
  private static let noisePrice = 70.0
  /// A row that is fed, beside its values.
  private static let rowPrice = 500.0
  /// A byte that is added to a checksum.
  private static let checksumPrice = 13.0
  /// An op that is asked whether it can compute, when a step begins.
  private static let lookPrice = 250.0

  public init(_ model: Model, on target: DeviceTarget) {
    let program = IntegerProgram(reading: model)
    let storage = [WeightStorage](reading: model)
    let rowPrices = program.ops.indices.map {
      InstructionPrices.price(program.terms(ofOp: $0), on: target)
        + Double(program.ops[$0].row.elements) * Self.checksumPrice
    }
    let firingPrices = program.ops.indices.map {
      InstructionPrices.price(program.firingTerms(ofOp: $0, storage[$0]), on: target)
    }
    let inputPrices = program.inputs.map {
      Self.rowPrice + Double($0.row.elements) * Self.noisePrice
    }
    var (step, worst, all, count) = (0.0, 0.0, 0.0, 0)
    var schedule = Schedule(program, storage)
    do {
      try schedule.run(rows: program.inputs.map { $0.fixedRows ?? $0.minimumRows }) { event in
        switch event {
        case .push(let input): step += inputPrices[input]
        case .end: break
        case .firing(let op, let rows):
          step += firingPrices[op] + rowPrices[op] * Double(rows)
          worst = max(worst, step)
          all += step
          count += 1
          step = 0
        }
      }
    } catch {
      // A schedule that halts has no more steps; the self-test ends there too.
    }
    stepInstructions = Int(worst + Double(program.ops.count) * Self.lookPrice)
    instructions = Int(all)
    steps = count
  }
}
