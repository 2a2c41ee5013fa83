import Features
import Testing

@Suite struct SamplePaddingTests {
  @Test(
    arguments: [
      ([1, 2, 3], 8, [1, 2, 3, 3, 2, 1, 1, 2]), ([1, 2, 3], 3, [1, 2, 3]), ([1, 2, 3], 2, [1, 2]),
      ([7], 3, [7, 7, 7]), ([], 2, [0, 0]), ([1, 2], 0, []), ([], 0, []),
    ] as [([Int16], Int, [Int16])])
  func table(segment: [Int16], count: Int, expected: [Int16]) {
    #expect(SamplePadding.fitted(segment, to: count) == expected)
    #expect(
      SamplePadding.fitted(segment.map { Float($0) }, to: count) == expected.map { Float($0) })
  }

  @Test func noJumpAtTheJoints() {
    let segment = Tone(frequency: 37, rate: 16_000).samples(43_986)
    let padded = SamplePadding.fitted(segment, to: 131_960)
    #expect(padded.count == 131_960)
    let steepest = zip(segment, segment.dropFirst()).map { abs($0 - $1) }.max() ?? 0
    #expect(zip(padded, padded.dropFirst()).allSatisfy { abs($0 - $1) <= steepest })
  }
}
