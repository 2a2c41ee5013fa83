import Basics
import Testing

@Suite struct SplitMix64Tests {
  @Test func firstValuesOfThePublishedSequence() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func unitsFillTheirInterval() {
    var generator = SplitMix64(seed: 1)
    let units = (0..<100_000).map { _ in generator.nextUnit() }
    #expect(units.allSatisfy { (0..<1).contains($0) })
    #expect(abs(units.reduce(0, +) / 100_000 - 0.5) < 0.01)
  }

  @Test func normalsHaveMeanZeroAndVarianceOne() {
    var generator = SplitMix64(seed: 2)
    let normals = (0..<100_000).map { _ in generator.nextNormal() }
    let mean = normals.reduce(0, +) / 100_000
    let variance = normals.reduce(0) { $0 + $1 * $1 } / 100_000
    #expect(abs(mean) < 0.02)
    #expect(abs(variance - 1) < 0.02)
  }

  @Test func theStateContinuesTheSequence() {
    var first = SplitMix64(seed: 3)
    _ = first.nextNormal()
    var second = SplitMix64(seed: first.state)
    #expect(first.next() == second.next())
  }
}
