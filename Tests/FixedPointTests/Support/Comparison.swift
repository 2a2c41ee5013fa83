import Basics

/// The first difference that a sweep found.
struct Difference: Error, CustomStringConvertible {
  let description: String
}

/// Throws when the values differ; cheap enough for millions of cases, as `#expect` is not.
func same<Value: Equatable>(
  _ actual: Value, _ expected: Value, _ input: @autoclosure () -> String
) throws {
  if actual != expected {
    throw Difference(description: "\(input()): got \(actual), expected \(expected)")
  }
}

/// Runs a body for `count` random cases and adds the seed and the case's number to what it throws.
func randomCases(
  _ count: Int, seed: UInt64, _ body: (inout SplitMix64) throws -> Void
) throws {
  var random = SplitMix64(seed: seed)
  for index in 0..<count {
    do {
      try body(&random)
    } catch {
      throw Difference(description: "seed \(seed), case \(index): \(error)")
    }
  }
}

/// Values at which 32-bit arithmetic goes wrong: around zero, the powers of two and the ends.
let int32Edges: [Int32] = {
  var edges: Set<Int32> = [.min, .min + 1, .max - 1, .max]
  for exponent in 0..<31 {
    for offset: Int32 in -1...1 {
      edges.insert((1 << exponent) &+ offset)
      edges.insert(-(1 << exponent) &+ offset)
    }
  }
  return edges.sorted()
}()
