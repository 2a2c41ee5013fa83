import Compiler
import ModelFormat
import Testing

/// What `size` says of the self-test is what a board counts.
@Suite(.enabled(if: Board.cortexM4.isInstalled, "qemu-system-arm is missing"))
struct SelfTestCostTests {
  @Test func steps() throws {
    let sample = try Sample.flagship(standardisation: .running)
    let cost = SelfTestCost(try Model(sample.model.span), on: .cortexM4)
    let result = try sample.run(on: .cortexM4)
    try #require(result.status == 0, "\(result.output)")
    let step = try #require(result.value("instructions-self-test-step").flatMap { Int($0) })
    let steps = try #require(result.value("self-test-steps").flatMap { Int($0) })
    #expect(abs(Double(cost.stepInstructions) / Double(step) - 1) < 0.1)
    #expect(abs(Double(cost.steps) / Double(steps) - 1) < 0.05)
  }
}
