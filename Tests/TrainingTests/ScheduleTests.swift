import Foundation
import Testing
import Training

/// Learning rates by hand.
@Suite struct ScheduleTests {
  @Test func constant() {
    #expect(Schedule.constant.factor(step: 70, of: 90, epoch: 7, losses: [1, 2]) == 1)
  }

  @Test func cosineWithWarmup() {
    let schedule = Schedule.cosine(warmup: 0.1, floor: 0.05)
    let factors = (0..<100).map { schedule.factor(step: $0, of: 100, epoch: 0, losses: []) }
    for step in 0..<10 { #expect(abs(factors[step] - Double(step + 1) / 10) < 1e-12) }
    #expect(factors[10] == 1)
    #expect(abs(factors[55] - 0.525) < 1e-12)
    #expect(factors[99] > 0.05 && factors[99] < 0.051)
    #expect(zip(factors[10...], factors[11...]).allSatisfy { $0 > $1 })
  }

  @Test func cosineWithoutWarmup() {
    let schedule = Schedule.cosine(warmup: 0, floor: 0)
    #expect(schedule.factor(step: 0, of: 8, epoch: 0, losses: []) == 1)
    #expect(abs(schedule.factor(step: 4, of: 8, epoch: 0, losses: []) - 0.5) < 1e-12)
    #expect(schedule.factor(step: 0, of: 1, epoch: 0, losses: []) == 1)
  }

  @Test func nothingLeavesZeroToOne() {
    for steps in [1, 2, 3, 7, 50] {
      for warmup in [0, 0.05, 0.33, 0.99] {
        let schedule = Schedule.cosine(warmup: warmup, floor: 0.01)
        for step in 0..<steps {
          let factor = schedule.factor(step: step, of: steps, epoch: 0, losses: [])
          #expect(factor > 0 && factor <= 1)
        }
      }
    }
  }

  @Test func step() {
    let schedule = Schedule.step(every: 3, factor: 0.5)
    #expect(
      (0..<8).map { schedule.factor(step: 0, of: 1, epoch: $0, losses: []) }
        == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
  }

  @Test func plateau() {
    let schedule = Schedule.plateau(patience: 2, factor: 0.1)
    let losses = [5, 4, 4, 4.5, 3, 3.1, 2.9, 3, 3, 3, 3, 1]
    let drops = [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3, 3]
    for (epoch, drops) in drops.enumerated() {
      let factor = schedule.factor(
        step: 0, of: 1, epoch: epoch, losses: Array(losses[..<epoch]))
      #expect(abs(factor - pow(0.1, Double(drops))) < 1e-15, "epoch \(epoch)")
    }
  }
}
