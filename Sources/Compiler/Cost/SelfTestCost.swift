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
  private static let checksumPrice = 22.0
  /// An op that is asked whether it can compute, when a step begins.
  private static let lookPrice = 250.0

  public init(_ model: Model, on target: DeviceTarget) {
    let program = IntegerProgram(reading: model)
    let storage = [WeightStorage](reading: model)
    let units = WorkUnits(program, storage, isPaced: false, on: target)
    let checksumPrices = program.ops.map { Double($0.row.elements) * Self.checksumPrice }
    let inputPrices = program.inputs.map {
      Self.rowPrice + Double($0.row.elements) * Self.noisePrice
    }
    var (step, worst, all, count) = (0.0, 0.0, 0.0, 0)
    var schedule = Schedule(program, storage)
    let rows = program.inputs.map { $0.fixedRows ?? $0.minimumRows }
    do {
      try schedule.run(rows: rows, rowsPerPush: 1) { event in
        switch event {
        case .run(let input, let rows): step += inputPrices[input] * Double(rows)
        case .firing(let op, let rows, _):
          step += units.instructions(event) + checksumPrices[op] * Double(rows)
          worst = max(worst, step)
          all += step
          count += 1
          step = 0
        case .push, .refusal, .finish, .end: break
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
