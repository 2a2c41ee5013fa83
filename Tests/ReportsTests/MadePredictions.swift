import Reports

/// Predictions over classes a, b, c, … and clips clip0, clip1, …
func predictions(truth: [Int], scores: [[Double]]) throws -> Predictions {
  let labels = (0..<(scores.first?.count ?? 2)).map { String(UnicodeScalar(UInt8(97 + $0))) }
  return try Predictions(
    labels: labels, truth: truth, scores: scores, names: truth.indices.map { "clip\($0)" })
}

/// Predictions that are certain of the given classes.
func predictions(truth: [Int], predicted: [Int], classes: Int) throws -> Predictions {
  try predictions(
    truth: truth,
    scores: predicted.map { label in (0..<classes).map { $0 == label ? 1 : 0 } })
}

/// Made-up clips over the given classes: probabilities that are right more often than not.
func madePredictions(
  labels: [String], clips: Int, seed: UInt64, skill: Double = 0.6
) throws -> Predictions {
  var source = SplitMix(state: seed)
  let truth = (0..<clips).map { _ in Int.random(in: labels.indices, using: &source) }
  let scores = truth.map { label in
    let row = labels.indices.map {
      Double.random(in: 0..<1, using: &source) + ($0 == label ? skill : 0)
    }
    let sum = row.reduce(0) { $0 + $1 * $1 * $1 }
    return row.map { $0 * $0 * $0 / sum }
  }
  return try Predictions(
    labels: labels, truth: truth, scores: scores, names: truth.indices.map { "clip-\($0).wav" })
}

/// Steele's SplitMix64, so that made-up data is the same everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
