import Basics
import Synchronization
import Testing

@Suite struct WorkersTests {
  private struct Failure: Error, Equatable { let part: Int }

  @Test(arguments: [0, 1, 2, 7, 100]) func everyPartOnce(threads: Int) {
    let counts = Mutex([Int](repeating: 0, count: 50))
    Workers(threads: threads).forEach(50) { part in counts.withLock { $0[part] += 1 } }
    #expect(counts.withLock { $0 } == [Int](repeating: 1, count: 50))
    Workers(threads: threads).forEach(0) { _ in Issue.record("there is no part") }
  }

  @Test(arguments: [1, 4]) func resultsStandInTheOrderOfTheParts(threads: Int) {
    #expect(Workers(threads: threads).results(50) { $0 * $0 } == (0..<50).map { $0 * $0 })
  }

  @Test(arguments: [1, 4]) func theFirstFailureIsThrown(threads: Int) {
    #expect(throws: Failure(part: 3)) {
      try Workers(threads: threads).results(50) { part throws(Failure) in
        if part % 10 == 3 { throw Failure(part: part) }
        return part
      }
    }
  }
}
